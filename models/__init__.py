"""What is true: tables, rules, commands, queries and engines. No Qt; the outside only in providers."""

"""Looking after an exchange: pairs, fees, risk, people; and everybody's own terms."""

"""Credentials and sessions in the record: short transactions, each a function of a connection.

They are run by the writer and hash nothing themselves: argon2 takes a fifth of a second, and belongs on
another thread (see `service`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, or_, select, update

from models.accounts import attempts, factors
from models.accounts.factors import Proof
from models.accounts.tables import Account, Credential, Session
from models.core.errors import Conflict, NotAllowed
from models.core.text import tr

SESSION_LIFE = timedelta(days=90)
"""How long a session lives without being used."""


def wrong_password() -> NotAllowed:
    """The one answer to an unknown account and to a wrong password, so that it does not tell which it was."""
    return NotAllowed(
        tr("The password is wrong."),
        what_now=tr("Check the keyboard's language and Caps Lock, and type it again."),
        field="password",
    )


def begin_attempt(connection: Connection, account_id: UUID, now: datetime) -> str | None:
    """The hash that a password must fit, or None where there is no password; raises `TooSoon`."""
    row = attempts.begin(connection, Credential, account_id, now, "password")
    return None if row is None else str(row.password_hash)


def store_password(
    connection: Connection,
    account_id: UUID,
    password_hash: str,
    now: datetime,
    *,
    verified: str | None,
    keep: bytes | None = None,
    also: Callable[[Connection], None] = lambda _: None,
) -> None:
    """Set a password where the present one is still the one that was `verified` (None: there is none).

    Every session of the account is ended but the one whose token hashes to `keep`. `also` is done in the same
    transaction.
    """
    with connection.begin():
        require(present_hash(connection, account_id), verified)
        also(connection)
        put_password(connection, account_id, password_hash, now)
        end_others(connection, account_id, now, keep)


def put_password(connection: Connection, account_id: UUID, password_hash: str, now: datetime) -> None:
    """Set the password, within the caller's transaction."""
    connection.execute(delete(Credential).where(Credential.space_id == account_id))
    connection.execute(
        insert(Credential).values(
            space_id=account_id,
            password_hash=password_hash,
            failures=0,
            blocked_until=None,
            changed_at=now,
        )
    )


def end_others(connection: Connection, account_id: UUID, now: datetime, keep: bytes | None) -> int:
    """End every session of the account but the one whose token hashes to `keep`, within the caller's
    transaction; returns how many there were."""
    others = [Session.space_id == account_id, Session.ended_at.is_(None)]
    if keep is not None:
        others.append(Session.token_hash != keep)
    return connection.execute(update(Session).where(*others).values(ended_at=now)).rowcount


def discard_password(connection: Connection, account_id: UUID) -> None:
    """Take away the password of an account that was not made after all."""
    with connection.begin():
        known = select(Account.space_id).where(Account.space_id == account_id)
        connection.execute(delete(Credential).where(Credential.space_id == account_id, ~known.exists()))


def open_session(
    connection: Connection,
    account_id: UUID,
    session_id: UUID,
    token_hash: bytes,
    now: datetime,
    *,
    verified: str | None,
    fresh_hash: str | None = None,
    leaving: bytes | None = None,
    proof: Proof | None = None,
) -> None:
    """Let somebody in whose password was `verified` (None: the account has none), and forget failures.

    `fresh_hash` replaces the password's hash where its parameters have aged; `leaving` is the token's hash
    of the session that this one takes the place of; `proof` is of the second factor and used up. Sessions
    that are over are cleared away.
    """
    with connection.begin():
        if connection.execute(select(Account.space_id).where(Account.space_id == account_id)).first() is None:
            raise wrong_password()
        require(present_hash(connection, account_id), verified)
        factors.use(connection, account_id, proof, now)
        if verified is not None:
            connection.execute(
                update(Credential)
                .where(Credential.space_id == account_id)
                .values(password_hash=fresh_hash or verified, failures=0, blocked_until=None)
            )
        put_session(connection, account_id, session_id, token_hash, now, leaving)


def put_session(
    connection: Connection,
    account_id: UUID,
    session_id: UUID,
    token_hash: bytes,
    now: datetime,
    leaving: bytes | None,
) -> None:
    """Begin a session in the place of the one that is left, within the caller's transaction."""
    _end(connection, leaving, now)
    over = or_(Session.ended_at.is_not(None), Session.used_at < now - SESSION_LIFE)
    connection.execute(delete(Session).where(Session.space_id == account_id, over))
    connection.execute(
        insert(Session).values(
            space_id=account_id,
            id=session_id,
            token_hash=token_hash,
            created_at=now,
            used_at=now,
            ended_at=None,
        )
    )


def resume_session(connection: Connection, token_hash: bytes, now: datetime) -> tuple[UUID, UUID] | None:
    """The account and the id of its living session with this token, its use noted; None where there is
    none."""
    with connection.begin():
        row = connection.execute(
            select(Session.space_id, Session.id)
            .join(Account, Account.space_id == Session.space_id)
            .where(
                Session.token_hash == token_hash,
                Session.ended_at.is_(None),
                Session.used_at >= now - SESSION_LIFE,
            )
        ).first()
        if row is None:
            return None
        mine = (Session.space_id == row.space_id, Session.id == row.id)
        connection.execute(update(Session).where(*mine).values(used_at=now))
        return row.space_id, row.id


def end_session(connection: Connection, token_hash: bytes, now: datetime) -> None:
    """Log out. A session that is over already stays as it is."""
    with connection.begin():
        _end(connection, token_hash, now)


def end_session_of(connection: Connection, account_id: UUID, session_id: UUID, now: datetime) -> None:
    """End one session of an account by its id."""
    with connection.begin():
        one = (Session.space_id == account_id, Session.id == session_id, Session.ended_at.is_(None))
        connection.execute(update(Session).where(*one).values(ended_at=now))


def end_all_but(connection: Connection, account_id: UUID, now: datetime, keep: bytes | None) -> int:
    """Log out everywhere else (everywhere, where there is none to keep); returns how many sessions ended."""
    with connection.begin():
        return end_others(connection, account_id, now, keep)


def last_without_password(connection: Connection) -> UUID | None:
    """The account that was used last, where it has no password and its person did not log out."""
    with connection.begin():
        row = connection.execute(
            select(Session.space_id, Session.ended_at)
            .join(Account, Account.space_id == Session.space_id)
            .order_by(Session.used_at.desc(), Session.id.desc())
            .limit(1)
        ).first()
        if row is None or row.ended_at is not None or present_hash(connection, row.space_id) is not None:
            return None
        account_id: UUID = row.space_id
        return account_id


def anybody(connection: Connection) -> bool:
    """Whether there is any account yet."""
    with connection.begin():
        return connection.execute(select(Account.space_id).limit(1)).first() is not None


def _end(connection: Connection, token_hash: bytes | None, now: datetime) -> None:
    living = (Session.token_hash == token_hash, Session.ended_at.is_(None))
    connection.execute(update(Session).where(*living).values(ended_at=now))


def present_hash(connection: Connection, account_id: UUID) -> str | None:
    """What the password hashes to now, within the caller's transaction."""
    statement = select(Credential.password_hash).where(Credential.space_id == account_id)
    return connection.execute(statement).scalar()


def require(present: str | None, verified: str | None) -> None:
    """Raise where the password that was verified is not the present one any more."""
    if present == verified:
        return
    if verified is None:
        raise NotAllowed(tr("This account has a password."), what_now=tr("Type it."), field="password")
    raise Conflict(
        tr("The password was changed meanwhile."), what_now=tr("Type the new one."), field="password"
    )

"""Credentials and sessions in the record: short transactions, each a function of a connection.

They are run by the writer and hash nothing themselves: argon2 takes a fifth of a second, and belongs on
another thread (see `service`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, or_, select, update

from models.accounts.passwords import retry_delay
from models.accounts.tables import Account, Credential, Session
from models.core.errors import Conflict, NotAllowed
from models.core.text import tr

SESSION_LIFE = timedelta(days=90)
"""How long a session lives without being used."""


class TooSoon(NotAllowed):
    """After many wrong passwords; `seconds` (at least 1) are left until the next attempt is heard."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            tr("There were too many wrong passwords."),
            what_now=tr("Wait {seconds} s, then try again.", seconds=seconds),
            field="password",
        )
        self.seconds = seconds


def wrong_password() -> NotAllowed:
    """The one answer to an unknown account and to a wrong password, so that it does not tell which it was."""
    return NotAllowed(
        tr("The password is wrong."),
        what_now=tr("Check the keyboard's language and Caps Lock, and type it again."),
        field="password",
    )


def begin_attempt(connection: Connection, account_id: UUID, now: datetime) -> str | None:
    """The hash that a password must fit, or None where there is no password; raises `TooSoon`.

    The attempt counts as failed until a good one clears it: so neither many at once nor a kill in between
    makes guesses cheaper.
    """
    with connection.begin():
        row = connection.execute(select(Credential).where(Credential.space_id == account_id)).first()
        if row is None:
            return None
        left = (row.blocked_until or now) - now
        # Longer than it was ever set to means that the machine's clock was put back meanwhile.
        if timedelta(0) < left <= retry_delay(row.failures):
            raise TooSoon(-(-left // timedelta(seconds=1)))
        failures = row.failures + 1
        connection.execute(
            update(Credential)
            .where(Credential.space_id == account_id)
            .values(failures=failures, blocked_until=now + retry_delay(failures))
        )
        return str(row.password_hash)


def store_password(
    connection: Connection,
    account_id: UUID,
    password_hash: str,
    now: datetime,
    *,
    verified: str | None,
    keep: bytes | None = None,
) -> None:
    """Set a password where the present one is still the one that was `verified` (None: there is none).

    Every session of the account is ended but the one whose token hashes to `keep`.
    """
    with connection.begin():
        _require(_present_hash(connection, account_id), verified)
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
        others = [Session.space_id == account_id, Session.ended_at.is_(None)]
        if keep is not None:
            others.append(Session.token_hash != keep)
        connection.execute(update(Session).where(*others).values(ended_at=now))


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
) -> None:
    """Let somebody in whose password was `verified` (None: the account has none), and forget failures.

    `fresh_hash` replaces the password's hash where its parameters have aged; `leaving` is the token's hash
    of the session that this one takes the place of. Sessions that are over are cleared away.
    """
    with connection.begin():
        if connection.execute(select(Account.space_id).where(Account.space_id == account_id)).first() is None:
            raise wrong_password()
        _require(_present_hash(connection, account_id), verified)
        if verified is not None:
            connection.execute(
                update(Credential)
                .where(Credential.space_id == account_id)
                .values(password_hash=fresh_hash or verified, failures=0, blocked_until=None)
            )
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


def resume_session(connection: Connection, token_hash: bytes, now: datetime) -> UUID | None:
    """The account whose living session has this token, its use noted; None where there is none."""
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
        account_id: UUID = row.space_id
        return account_id


def end_session(connection: Connection, token_hash: bytes, now: datetime) -> None:
    """Log out. A session that is over already stays as it is."""
    with connection.begin():
        _end(connection, token_hash, now)


def last_without_password(connection: Connection) -> UUID | None:
    """The account that was used last, where it has no password and its person did not log out."""
    with connection.begin():
        row = connection.execute(
            select(Session.space_id, Session.ended_at)
            .join(Account, Account.space_id == Session.space_id)
            .order_by(Session.used_at.desc(), Session.id.desc())
            .limit(1)
        ).first()
        if row is None or row.ended_at is not None or _present_hash(connection, row.space_id) is not None:
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


def _present_hash(connection: Connection, account_id: UUID) -> str | None:
    statement = select(Credential.password_hash).where(Credential.space_id == account_id)
    return connection.execute(statement).scalar()


def _require(present: str | None, verified: str | None) -> None:
    if present == verified:
        return
    if verified is None:
        raise NotAllowed(tr("This account has a password."), what_now=tr("Type it."), field="password")
    raise Conflict(
        tr("The password was changed meanwhile."), what_now=tr("Type the new one."), field="password"
    )

"""The runner of jobs: paused, cancelled, failed or cut off at any moment, a job ends up as it should."""

from __future__ import annotations

import logging
import threading
from uuid import UUID

import pytest

from models.core.jobs import MAX_ATTEMPTS, State
from tests.support.logfail import ExpectLog
from tests.support.machine import BAD, BUGGY, OBSOLETE, REFUSED, STEPS, Machine


def at_step(machine: Machine, job_id: UUID, step: int) -> None:
    """Let a job of three steps come to its step, and no further."""
    machine.desk.let(step - len(machine.desk.done))
    machine.until(lambda: len(machine.desk.done) == step)
    machine.until_state(job_id, State.RUNNING)


def test_a_job_is_done_told_and_leaves_no_folder(machine: Machine) -> None:
    told: list[frozenset[UUID]] = []
    machine.runner.progressed.connect(told.append)
    job = machine.ask_for(STEPS)
    at_step(machine, job, 1)
    machine.until(lambda: told)
    assert told[0] == {job}
    progress = machine.runner.progress(job)
    assert progress is not None
    assert (progress.fraction, progress.detail) == (1 / 3, "Step 1")
    assert machine.scratch(job).is_dir()
    assert machine.runner.running()
    machine.desk.let(2)
    machine.until_state(job, State.DONE)
    assert machine.desk.done == [("one", 0), ("one", 1), ("one", 2)]
    assert machine.ended == [job]
    assert not machine.scratch(job).exists()
    assert not machine.runner.running()
    assert machine.desk.abandoned == []


def test_a_paused_job_keeps_what_it_did_and_goes_on_there(machine: Machine) -> None:
    job = machine.ask_for(STEPS)
    at_step(machine, job, 1)
    machine.runner.pause(machine.entry(job))
    machine.until_state(job, State.PAUSED)
    machine.restart()
    assert machine.state(job) is State.PAUSED, "only a person lets it go on"
    assert not machine.runner.running()
    machine.runner.resume(machine.entry(job))
    machine.desk.let(2)
    machine.until_state(job, State.DONE)
    assert machine.desk.done == [("one", 0), ("one", 1), ("one", 2)]


@pytest.mark.parametrize("last_step", [False, True])
def test_resumed_before_it_has_stopped_it_goes_on(machine: Machine, last_step: bool) -> None:
    refused: list[object] = []
    machine.gateway.refused.connect(refused.append)
    job = machine.ask_for(STEPS)
    at_step(machine, job, 1)
    entry = machine.entry(job)
    machine.runner.pause(entry)
    machine.runner.resume(entry)
    if last_step:  # it comes to its end before it notices that it was to stop
        machine.desk.let(2)
    machine.until(lambda: machine.ended)
    if not last_step:
        machine.desk.let(2)
    machine.until_state(job, State.DONE)
    assert machine.desk.done == [("one", 0), ("one", 1), ("one", 2)]
    assert refused == []


@pytest.mark.parametrize("first", ["running", "paused", "pausing"])
def test_a_cancelled_job_is_taken_back_and_leaves_no_folder(machine: Machine, first: str) -> None:
    job = machine.ask_for(STEPS)
    at_step(machine, job, 1)
    entry = machine.entry(job)
    if first in ("paused", "pausing"):
        machine.runner.pause(entry)
    if first == "paused":
        machine.until_state(job, State.PAUSED)
    machine.runner.cancel(entry)
    machine.until_state(job, State.CANCELLED)
    assert machine.desk.abandoned == ["one"]
    assert machine.desk.done == [("one", 0)]
    assert not machine.scratch(job).exists()
    machine.restart()
    assert not machine.runner.running()


def test_two_run_at_once_and_the_others_wait_for_their_turn(machine: Machine) -> None:
    jobs = [machine.ask_for(STEPS, name, 1) for name in ("a", "b", "c", "d")]
    machine.until(lambda: machine.desk.at_work == {"a", "b"})
    assert [machine.state(job) for job in jobs[2:]] == [State.WAITING, State.WAITING]
    machine.runner.cancel(machine.entry(jobs[2]))
    machine.until_state(jobs[2], State.CANCELLED)  # without waiting for a place
    assert machine.desk.at_work == {"a", "b"}
    machine.desk.let(3)
    for job in (jobs[0], jobs[1], jobs[3]):
        machine.until_state(job, State.DONE)
    assert machine.desk.most_at_work == 2
    assert {name for name, _ in machine.desk.done} == {"a", "b", "d"}


def test_what_cannot_be_done_says_why_and_is_tried_again(machine: Machine) -> None:
    job = machine.ask_for(BAD)
    machine.until_state(job, State.FAILED)
    error = machine.entry(job).error
    assert error is not None
    assert (error.sentence, error.what_now) == ("The moon is too far.", "Wait until it is nearer.")
    assert machine.scratch(job).is_dir(), "what was done is kept for the next try"
    machine.restart()
    assert machine.state(job) is State.FAILED, "it is not tried again by itself"
    machine.desk.let(1)
    machine.runner.resume(machine.entry(job))
    machine.until_state(job, State.DONE)
    assert machine.entry(job).error is None


def test_what_failed_can_be_cancelled(machine: Machine) -> None:
    job = machine.ask_for(BAD)
    machine.until_state(job, State.FAILED)
    machine.runner.cancel(machine.entry(job))
    machine.until_state(job, State.CANCELLED)
    assert machine.desk.abandoned == ["one"]
    assert not machine.scratch(job).exists()


def test_what_is_cancelled_the_moment_it_is_seen_to_fail_is_cancelled(machine: Machine) -> None:
    """Its thread has not ended yet then."""
    cancelled: list[UUID] = []

    def cancel(_changes: object) -> None:
        if job and not cancelled and machine.state(job) is State.FAILED:
            cancelled.append(job)
            machine.runner.cancel(machine.entry(job))

    job: UUID | None = None
    machine.gateway.changed.connect(cancel)
    job = machine.ask_for(BAD)
    machine.until_state(job, State.CANCELLED)
    assert cancelled == [job] and machine.desk.abandoned == ["one"]


def test_a_command_that_is_refused_is_what_the_job_failed_of(machine: Machine) -> None:
    job = machine.ask_for(REFUSED)
    machine.until_state(job, State.FAILED)
    error = machine.entry(job).error
    assert error is not None
    assert error.sentence == "This work is no longer on the list."


def test_a_bug_stops_its_job_alone(machine: Machine, expect_log: ExpectLog) -> None:
    with expect_log("app.kernel.jobs", "toy.buggy failed", level=logging.ERROR):
        job = machine.ask_for(BUGGY)
        machine.until_state(job, State.FAILED)
    entry = machine.entry(job)
    assert entry.error is not None
    assert "Something went wrong in Nonet" in entry.error.sentence
    assert "ZeroDivisionError: a planted bug" in entry.details
    assert "ZeroDivisionError" not in str(entry.error)
    other = machine.ask_for(STEPS)
    machine.desk.let(3)
    machine.until_state(other, State.DONE)


def test_a_job_without_a_purpose_ends_as_cancelled(machine: Machine) -> None:
    job = machine.ask_for(OBSOLETE)
    machine.until_state(job, State.CANCELLED)
    assert machine.entry(job).error is None


def test_closed_in_the_middle_it_goes_on_at_the_next_start(machine: Machine) -> None:
    job = machine.ask_for(STEPS)
    at_step(machine, job, 2)
    machine.close()
    assert machine.desk.at_work == set(), "closing waits until the job has stopped"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("job")]
    machine.open(begin=False)
    assert machine.state(job) is State.WAITING
    before = machine.runner.progress(job)
    assert before is not None
    assert before.detail.startswith("Step"), "how far it was is known before it goes on"
    machine.runner.begin(machine.ada)
    machine.desk.let(1)
    machine.until_state(job, State.DONE)
    assert machine.desk.done == [("one", 0), ("one", 1), ("one", 2)]


def test_what_was_running_when_the_application_died_goes_on(machine: Machine) -> None:
    machine.close()
    machine.open(begin=False)
    job = machine.ask_for(STEPS)
    machine.move(job, State.RUNNING)  # and then the power failed
    machine.restart()
    machine.desk.let(3)
    machine.until_state(job, State.DONE)
    assert len(machine.desk.done) == 3


def test_what_ends_the_application_each_time_is_not_begun_for_ever(machine: Machine) -> None:
    machine.close()
    machine.open(begin=False)
    job = machine.ask_for(STEPS)
    for _ in range(MAX_ATTEMPTS):
        machine.move(job, State.RUNNING)
    machine.restart()
    machine.until_state(job, State.FAILED)
    error = machine.entry(job).error
    assert error is not None
    assert f"{MAX_ATTEMPTS} times" in error.sentence
    assert machine.desk.done == []
    machine.desk.let(3)
    machine.runner.resume(machine.entry(job))
    machine.until_state(job, State.DONE)


def test_nothing_begins_once_it_is_closed(machine: Machine) -> None:
    machine.runner.close()
    job = machine.ask_for(STEPS)
    entry = machine.entry(job)
    machine.runner.resume(entry)
    machine.until(lambda: machine.state(job) is State.WAITING)
    assert not machine.runner.running()
    assert machine.desk.done == []

"""Codecs are made once and never seen half made."""

import threading

import pytest

from kit.wire.making import Making


class Codec:
    """Something that learns."""

    def __init__(self) -> None:
        self.whole = False


def test_a_codec_is_made_once() -> None:
    making: Making[str, Codec] = Making(Codec)
    first = making.get("a", lambda codec: None)
    assert making.get("a", lambda codec: pytest.fail("learnt twice")) is first


def test_a_recursive_type_finds_itself_while_learning() -> None:
    making: Making[str, Codec] = Making(Codec)
    seen = []
    made = making.get("a", lambda codec: seen.append(making.get("a", lambda _: pytest.fail("learnt twice"))))
    assert seen == [made]


def test_another_thread_never_sees_a_half_made_codec() -> None:
    making: Making[str, Codec] = Making(Codec)
    started, seen = threading.Event(), []

    def learn(codec: Codec) -> None:
        other.start()
        started.wait(5)
        codec.whole = True

    def ask() -> None:
        started.set()
        seen.append(making.get("a", lambda codec: None).whole)

    other = threading.Thread(target=ask)
    making.get("a", learn)
    other.join(5)
    assert seen == [True]


def test_a_failure_to_learn_leaves_nothing_behind() -> None:
    making: Making[str, Codec] = Making(Codec)

    def fail(codec: Codec) -> None:
        making.get("b", lambda inner: None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        making.get("a", fail)
    learnt: list[Codec] = []
    making.get("a", learnt.append)
    making.get("b", learnt.append)
    assert len(learnt) == 2

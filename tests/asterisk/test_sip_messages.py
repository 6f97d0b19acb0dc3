"""What the SIP agents of the rig read and write."""

import pytest

from .rig.sip import g711
from .rig.sip.message import Address, Malformed, Request, Response, Uri, answer_to, parse
from .rig.sip.sdp import Session

INVITE = (
    b"INVITE sip:+79991230001@127.0.0.2:20001 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:20000;rport;branch=z9hG4bKPj1\r\n"
    b'f: "Ivan \\"P\\"" <sip:101@127.0.0.1>;tag=abc\r\n'
    b"t: <sip:+79991230001@127.0.0.2>\r\n"
    b"i: 42@rig\r\n"
    b"CSeq: 7 INVITE\r\n"
    b'Reason: SIP;cause=200;text="Call completed\r\n'
    b'  elsewhere"\r\n'
    b"Reason: Q.850;cause=26\r\n"
    b"Content-Length: 2\r\n"
    b"\r\n"
    b"ok"
)


def test_a_request_with_compact_and_folded_headers() -> None:
    request = parse(INVITE)
    assert isinstance(request, Request)
    assert request.method == "INVITE"
    assert request.uri == Uri("+79991230001", "127.0.0.2", 20001)
    assert request.sender == Address(Uri("101", "127.0.0.1"), 'Ivan "P"', {"tag": "abc"})
    assert request.call_id == "42@rig"
    assert (request.sequence, request.sequence_method) == (7, "INVITE")
    assert request.branch == "z9hG4bKPj1"
    assert request.body == "ok"
    assert request.all("reason") == [
        'SIP;cause=200;text="Call completed elsewhere"',
        "Q.850;cause=26",
    ]


def test_a_response_takes_over_what_it_must() -> None:
    request = parse(INVITE)
    assert isinstance(request, Request)
    again = parse(answer_to(request, 486, "ours").encode())
    assert isinstance(again, Response)
    assert (again.status, again.reason) == (486, "Busy Here")
    assert again.receiver.tag == "ours"
    assert again.sender.tag == "abc"
    assert again.branch == request.branch


def test_trying_has_no_tag() -> None:
    request = parse(INVITE)
    assert isinstance(request, Request)
    assert answer_to(request, 100, "ours").receiver.tag == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<sip:101@pbx>", Address(Uri("101", "pbx"))),
        ("sip:101@pbx;tag=1", Address(Uri("101", "pbx"), "", {"tag": "1"})),
        ("Ivan <sip:101@pbx:5060>", Address(Uri("101", "pbx", 5060), "Ivan")),
        (
            '"Иван" <sip:101@pbx;user=phone>',
            Address(Uri("101", "pbx", None, ";user=phone"), "Иван"),
        ),
        ("<sip:pbx>", Address(Uri("", "pbx"))),
    ],
)
def test_addresses(text: str, expected: Address) -> None:
    assert Address.parse(text) == expected
    assert Address.parse(str(expected)) == expected


@pytest.mark.parametrize(
    "rubbish", [b"", b"\r\n\r\n", b"hello\r\n\r\n", b"A B SIP/2.0\r\nx\r\n\r\n"]
)
def test_rubbish_is_said_to_be_rubbish(rubbish: bytes) -> None:
    with pytest.raises(Malformed):
        parse(rubbish)


def test_a_session_is_read_as_it_is_written() -> None:
    session = Session("127.0.0.1", 20100, "sendonly", (0,), 96)
    assert Session.parse(str(session)) == session


def test_a_body_without_audio_is_no_session() -> None:
    assert Session.parse("v=0\r\nc=IN IP4 127.0.0.1\r\n") is None


@pytest.mark.parametrize("codec", [0, 8])
def test_two_voices_at_once_are_told_apart(codec: int) -> None:
    both = [(a + b) // 2 for a, b in zip(g711.tone(600), g711.tone(650), strict=True)]
    heard = g711.decode(g711.encode(both, codec), codec)
    loud = [hertz for hertz in g711.VOICES if g711.share(heard, hertz) > g711.SHARE]
    assert loud == [600, 650]


def test_silence_has_no_voice() -> None:
    assert g711.share([0] * g711.PACKET, 600) == 0.0

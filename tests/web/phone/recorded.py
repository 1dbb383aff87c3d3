"""Requests as the provider sends them: every field that it documents, with made-up values."""

from __future__ import annotations

_CALL = {
    "AccountSid": "ACfaceb00c",
    "ApiVersion": "2010-04-01",
    "CallStatus": "in-progress",
    "CallToken": "%7B%22parentCallInfoToken%22%3A%22e30%22%7D",
    "Called": "+18005550100",
    "CalledCountry": "US",
    "CalledState": "",
    "Caller": "+13125550142",
    "CallerCity": "CHICAGO",
    "CallerCountry": "US",
    "CallerState": "IL",
    "CallerZip": "60601",
    "Direction": "inbound",
    "From": "+13125550142",
    "FromCity": "CHICAGO",
    "FromCountry": "US",
    "FromState": "IL",
    "FromZip": "60601",
    "To": "+18005550100",
    "ToCountry": "US",
}
RECORDED: dict[str, dict[str, str]] = {
    "incoming_call": {**_CALL, "CallStatus": "ringing", "StirVerstat": "TN-Validation-Passed-A"},
    "speech": {**_CALL, "Language": "en-US", "SpeechResult": "", "Confidence": "0.92"},
    "digits": {**_CALL, "msg": "Gather End", "Digits": "", "FinishedOnKey": ""},
    "silence": {**_CALL, "msg": "Gather End", "SpeechResult": "", "Confidence": "0.0"},
    "transfer": {
        **_CALL,
        "DialCallSid": "CAd1a1",
        "DialCallStatus": "completed",
        "DialCallDuration": "62",
        "DialBridged": "true",
    },
    "completed": {
        **_CALL,
        "CallStatus": "completed",
        "CallDuration": "94",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": "0",
        "Timestamp": "Mon, 23 Nov 2026 15:32:00 +0000",
    },
    "trouble": {**_CALL, "ErrorCode": "11200", "ErrorUrl": "https://keys.example/phone/turns/1"},
}

"""List the vendors that the sandbox pretends to be."""

from __future__ import annotations

from tools.sandbox.apify import ApifySide
from tools.sandbox.apollo import ApolloSide
from tools.sandbox.clay import ClaySide
from tools.sandbox.dncr import DncrSide
from tools.sandbox.heyreach import HeyReachSide
from tools.sandbox.lob import LobSide
from tools.sandbox.postmark import PostmarkSide
from tools.sandbox.resend import ResendSide
from tools.sandbox.stripe import StripeSide
from tools.sandbox.synthflow import SynthflowSide
from tools.sandbox.twilio import TwilioSide

SIDES = (
    ApolloSide,
    ApifySide,
    ClaySide,
    ResendSide,
    PostmarkSide,
    SynthflowSide,
    LobSide,
    DncrSide,
    TwilioSide,
    HeyReachSide,
    StripeSide,
)
"""Their classes; each is given the town, and each bears its `vendor` and `prefix`."""

"""Make what services are made of, as the settings say and over the vendors of this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from memory.embedding import OfflineEmbedder
from memory.enums import Channel
from memory.records.actor import Clock
from memory.store import Memory
from settings import Settings
from tools.keys import derive
from tools.services.channels import Sender
from tools.services.enriching.terms import EnrichmentTerms
from tools.services.events.vendors import VendorEvents
from tools.services.hashing import Hasher
from tools.services.intake import Receiver
from tools.services.learning.embedders import Embedder, Offline, WithFallback
from tools.services.money.costs import Costs
from tools.services.points import Reached, killer
from tools.services.sending.dispatch import Addresses
from tools.services.sending.email import EmailSender
from tools.services.sending.linkedin import LinkedInSender
from tools.services.sending.mail import MailSender
from tools.services.sending.sms import SmsSender
from tools.services.sending.voice import VoiceSender
from tools.vendors import Vendors


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What several services share, each made when it is first asked for."""

    settings: Settings
    secret: str
    memory: Memory
    vendors: Vendors
    clock: Clock

    @cached_property
    def hasher(self) -> Hasher:
        return Hasher(key=derive(self.secret, "suppressions"))

    @cached_property
    def embedder(self) -> Embedder:
        """Voyage where its key is set, the offline model behind it; else the offline model alone."""
        offline = Offline(hashing=OfflineEmbedder())
        voyage = self.vendors.voyage
        return WithFallback(vendor=voyage, offline=offline) if voyage else offline

    @cached_property
    def costs(self) -> Costs:
        return Costs.of(self.settings.vendor_costs_usd, self.settings.aud_per_usd)

    @cached_property
    def reached(self) -> Reached:
        return killer(self.settings.kill_at)

    @cached_property
    def return_addresses(self) -> Addresses:
        return Addresses(base_url=self.settings.base_url, inbound_domain=self.settings.inbound_domain)

    @cached_property
    def receivers(self) -> Mapping[str, Receiver]:
        return self.vendors.receivers

    @cached_property
    def mailers(self) -> Mapping[Channel, Sender]:
        vendors, callback = self.vendors, f"{self.settings.base_url}/api/v1/webhooks/twilio/status"
        return {
            Channel.EMAIL: EmailSender(resend=vendors.resend),
            Channel.SMS: SmsSender(twilio=vendors.twilio, status_callback=callback),
            Channel.LINKEDIN: LinkedInSender(heyreach=vendors.heyreach),
            Channel.VOICE: VoiceSender(synthflow=vendors.synthflow),
            Channel.MAIL: MailSender(lob=vendors.lob),
        }

    @cached_property
    def events(self) -> VendorEvents:
        vendors = self.vendors
        return VendorEvents(
            postmark=vendors.postmark,
            twilio=vendors.twilio,
            synthflow=vendors.synthflow,
            heyreach=vendors.heyreach,
            costs=self.costs,
        )

    @cached_property
    def enrichment_terms(self) -> EnrichmentTerms:
        """Prices and shares as they are set; late answers need an address that vendors can reach."""
        settings, vendors = self.settings, self.vendors
        rate = Decimal(str(settings.aud_per_usd))
        reachable = settings.sandboxed or settings.base_url.startswith("https://")
        webhooks = f"{settings.base_url}/api/v1/webhooks"
        return EnrichmentTerms(
            match_cost_aud=Decimal(str(settings.apollo_match_cost_usd)) * rate,
            phone_cost_aud=Decimal(str(settings.apollo_phone_cost_usd)) * rate,
            row_cost_aud=Decimal(str(settings.clay_row_cost_usd)) * rate,
            aud_per_usd=rate,
            clay_share=Decimal(str(settings.clay_share)),
            phones_url=vendors.apollo.phones_url(webhooks) if reachable else None,
            runs_url=vendors.apify.runs_url(webhooks) if reachable else None,
        )

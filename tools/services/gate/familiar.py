"""Know the names that anybody may write: countries, peoples, months, laws, what is on every computer."""

# ruff: noqa: E501  a list of words is easier to read on one line
from __future__ import annotations

LEGAL = r"(?:Pty\.?(?: Ltd\.?)?|Ltd\.?|Limited|Inc\.?|LLC|LLP|PLC|GmbH|Group|Holdings|Partners|Associates|Solutions|Industries|Enterprises|Consulting|Agency|Dental|Legal|Lawyers|Law|Logistics|Brewing|Roofing|Plumbing|Physio|Accounting|Accountants|Constructions?|Homes|Clinic|Studios?|Foods?|Motors|Systems|Technologies|Labs|Media|Health|Services|Engineering|Realty|Freight|Transport|Co\.?|Advisory|Capital|Financial|Builders|Electrical|Bakery|Catering|Wines|Veterinary|Vets?|Hotels?|School|College|Collective|Digital|Software|Tools|Traders|Supplies|Timber|Steel|Fitness|Robotics)"
"""By what a company's name ends, in law or by trade."""
_COUNTRIES = frozenset(
    "afghanistan albania algeria argentina armenia austria azerbaijan bahrain bangladesh belarus belgium bolivia bosnia botswana brazil brunei bulgaria cambodia cameroon canada chile colombia croatia cuba cyprus czechia denmark ecuador egypt estonia ethiopia fiji finland france georgia germany ghana greece guatemala hungary iceland indonesia iran iraq ireland israel italy jamaica jordan kazakhstan kenya korea kuwait laos latvia lebanon libya lithuania luxembourg malaysia malta mauritius mexico moldova mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua nigeria norway oman pakistan panama paraguay peru philippines poland portugal qatar romania russia rwanda samoa senegal serbia slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand tonga tunisia turkey turkiye uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam yemen zambia zimbabwe wales scotland africa america antarctica oceania".split()
)
_PEOPLES = frozenset(
    "african arab arabic argentinian austrian belgian brazilian bulgarian canadian chilean colombian croatian czech danish dutch egyptian estonian filipino finnish flemish greek gujarati hebrew hindi hungarian icelandic indonesian iranian iraqi irish israeli jamaican korean latin latvian lebanese lithuanian malay malaysian maltese mandarin cantonese maori mexican mongolian moroccan nepalese nigerian nordic norwegian pakistani persian peruvian polish portuguese punjabi romanian russian samoan scandinavian scottish serbian singaporean slovak slovenian spanish swahili swedish swiss tamil taiwanese thai turkish ukrainian urdu vietnamese welsh yiddish balkan baltic caribbean mediterranean scots briton britons christian muslim jewish hindu buddhist catholic anglican sikh victorian georgian edwardian".split()
)
_STATES = frozenset(
    "alabama alaska arizona arkansas california carolina colorado connecticut dakota delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey ohio oklahoma oregon pennsylvania rhode tennessee texas utah vermont virginia washington wisconsin wyoming ontario quebec alberta manitoba saskatchewan ulster midlands yorkshire cornwall devon dorset essex kent norfolk suffolk surrey sussex somerset cumbria lancashire cheshire".split()
)
_DAYS = frozenset(
    "ramadan eid diwali hanukkah passover lent pentecost whitsun halloween thanksgiving boxing labour labor matariki waitangi juneteenth memorial independence veterans spring summer autumn winter fall q1 q2 q3 q4 jnr snr".split()
)
_ABBREVIATIONS = frozenset(
    "ai am api asap bas bba bcc bsc cad ccc cctv cfo cms cnc co2 cpa cpd cv dbs dei diy dns dvla ebit ebitda edi eft epa erp esg etc eta ev evs fbt fca fda fifo fmcg fte gdpr gmt gp gps haccp hmrc hmo hoa hse hvac iata icu ifrs imap iot ip irs isbn iso kwh lcd led lpg mba mfa mhra mot mri msp ndis nda nhs osha otif oh&s pa pab payg paye pci pcr phd pin plc pm pos ppc ppe pr pto qa qr rfp rfps rfq rfi rsvp r&d rto rtw saas sds sem seo sharepoint sla smsf sop sow sqf sql ssl sso sta stp swms tafe tv ui ufo url usb ux vat vc vip voip vpn whs wifi www xml ytd".split()
)
_TOOLS = frozenset(
    "adobe airbnb alexa amazon android apple asana atlassian aws azure basecamp bing canva chatgpt chrome copilot docusign dropbox ebay etsy eventbrite evernote excel facebook figma firefox github gitlab gmail google hotmail icloud instagram intercom intuit ios ipad iphone jira klaviyo linkedin mailchimp marketo meta microsoft monday netflix netsuite notion openai oracle outlook paypal photoshop pinterest pipedrive powerpoint quickbooks reddit sage salesforce sap servicenow sharepoint shopify siri skype slack snapchat spotify square squarespace stripe surveymonkey teams tiktok trello trustpilot twilio twitter uber visa mastercard vimeo webex whatsapp wikipedia windows wix woocommerce wordpress workday xero yahoo yelp youtube zapier zendesk zoom".split()
)
_GREETINGS = frozenset(
    "kia ora nga mihi naku noa tena koe koutou haere aotearoa bonjour bonsoir cordialement hola saludos buenos dias ciao buongiorno saluti guten tag hallo gruss grusse dzien dobry bom dia ola obrigado namaste salaam shalom sawubona dia duit slan bore da cofion diolch hwyl congrats congratulations ta howdy g'day gday".split()
)
"""What people say who greet in their own language."""
FAMILIAR = frozenset(
    """i ai a sms crm hr it gst bas ato abn acn ceo cfo coo cto seo kpi roi faq pdf csv api url usa uk nz nsw vic qld wa sa tas act nt eu us aest aedt awst acst gmt utc am pm q1 q2 q3 q4 fy eofy yes no ok hi hello hey dear thanks thank cheers regards best kind warm sincerely yours opening value ask if they mondays tuesdays wednesdays thursdays fridays saturdays sundays monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec
    australia australian australians zealand new kiwi aussie america american britain british england english europe european asia asian india indian china chinese japan japanese german french italian queensland victoria victorian tasmania tasmanian south north east west western eastern northern southern wales territory christmas easter anzac covid google linkedin microsoft office excel outlook word teams slack zoom xero myob quickbooks hubspot salesforce shopify wordpress facebook instagram whatsapp messenger youtube android iphone apple mac windows stripe paypal square zapier gmail calendly seek single touch payroll pacific privacy fair spam the and of for stop reply unsubscribe re fwd dr mr ms mrs mx pty ltd inc level suite street st road rd avenue ave unit po box head owner founder director manager chief officer president partner practice operations sales marketing finance general internet wifi b2b b2c saas ndis whs iso""".split()
)  # fmt: skip
"""Folded words of names that say nothing of whose message it is."""
COMMON = FAMILIAR | _GREETINGS | _COUNTRIES | _PEOPLES | _STATES | _DAYS | _ABBREVIATIONS | _TOOLS
"""These, and those that a message may well name in passing though never as a customer."""
DIRECTIONS = frozenset(
    "north south east west northern southern eastern western new great grand old upper lower mount saint st port fort royal first united national general central pacific atlantic".split()
)
"""Words that begin a name as often as a sentence."""

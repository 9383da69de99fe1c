"""The industries of the invented world: what their firms are called and who works there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """One industry, in Apollo's wording, with the titles of the people at its firms."""

    industry: str
    suffixes: tuple[str, ...]
    owners: tuple[str, ...]
    heads: tuple[str, ...]
    managers: tuple[str, ...]
    keywords: tuple[str, ...]
    description: str


HEADS = (
    "Chief Executive Officer",
    "Chief Operating Officer",
    "Chief Financial Officer",
    "CMO",
    "Director of Operations",
    "Head of Marketing",
    "Head of Growth",
    "Vice President Sales",
    "Marketing Director",
    "Senior Manager, Business Development",
)
MANAGERS = (
    "General Manager",
    "Marketing Manager",
    "Operations Manager",
    "Business Development Manager",
    "Practice Manager",
    "Office Manager",
    "Team Lead",
    "Account Manager",
)
STAFF = (
    "Marketing Coordinator",
    "Executive Assistant",
    "Receptionist",
    "Marketing Intern",
    "Administration Officer",
    "Digital Specialist",
    "Accounts Officer",
    "Project Coordinator",
    "Consultant",
    "Analyst",
)

TRADES = (
    Trade(
        "law practice",
        ("Legal", "Lawyers", "Law Group", "Family Law", "Conveyancing"),
        ("Managing Partner", "Principal Solicitor", "Owner and Principal"),
        ("Partner, Head of Commercial", *HEADS[:4]),
        ("Practice Manager", "Client Engagement Manager", *MANAGERS[:3]),
        ("wills and estates", "commercial law", "conveyancing"),
        "A law firm for families and local businesses in {city}.",
    ),
    Trade(
        "accounting",
        ("Accounting", "Advisory", "Tax & Advisory", "Chartered Accountants", "Bookkeeping"),
        ("Founding Partner", "Principal", "Owner"),
        ("Director, Business Advisory", *HEADS[:4]),
        ("Client Services Manager", *MANAGERS[:4]),
        ("tax", "xero", "business advisory"),
        "Accountants and business advisers to owners around {city}.",
    ),
    Trade(
        "medical practice",
        ("Dental", "Dental Care", "Smiles", "Family Dental", "Orthodontics"),
        ("Practice Owner", "Principal Dentist", "Owner and Dentist"),
        ("Clinical Director", "Head of Patient Experience", *HEADS[:2]),
        ("Practice Manager", "Treatment Coordinator Manager", *MANAGERS[:2]),
        ("general dentistry", "invisalign", "implants"),
        "A dental practice with patients from all over {city}.",
    ),
    Trade(
        "construction",
        ("Constructions", "Building Group", "Homes", "Projects", "Civil"),
        ("Managing Director", "Owner and Builder", "Founder"),
        ("Construction Director", "Head of Estimating", *HEADS[:4]),
        ("Project Manager", "Site Manager", "Estimating Manager", *MANAGERS[:2]),
        ("residential", "fit-outs", "design and construct"),
        "Builders of homes and commercial fit-outs in {city}.",
    ),
    Trade(
        "logistics & supply chain",
        ("Logistics", "Freight", "Transport", "Couriers", "Supply Chain"),
        ("Managing Director", "Founder and CEO", "Owner"),
        ("Director of Supply Chain", "Head of Fleet", *HEADS[:4]),
        ("Warehouse Manager", "Fleet Manager", *MANAGERS[:4]),
        ("third-party logistics", "interstate freight", "warehousing"),
        "Road freight and warehousing out of {city}.",
    ),
    Trade(
        "computer software",
        ("Software", "Labs", "Cloud", "Systems", "Technologies"),
        ("Founder and CEO", "Co-Founder", "Founder"),
        (
            "CTO",
            "VP Sales",
            "Vice President Marketing",
            "Head of Product",
            "Chief Revenue Officer",
            *HEADS[2:6],
        ),
        ("Product Manager", "Customer Success Manager", "Demand Generation Manager", *MANAGERS[:2]),
        ("saas", "workflow automation", "b2b"),
        "Software for field teams, built in {city}.",
    ),
    Trade(
        "real estate",
        ("Property", "Realty", "Real Estate", "Property Management", "Estates"),
        ("Principal", "Director and Licensee", "Owner"),
        ("Sales Director", "Head of Property Management", *HEADS[:3]),
        ("Property Manager", "Sales Manager", *MANAGERS[:3]),
        ("residential sales", "property management", "auctions"),
        "An independent agency for sales and rentals in {city}.",
    ),
    Trade(
        "hospitality",
        ("Hotels", "Hospitality", "Dining Group", "Kitchens", "Events"),
        ("Owner", "Founder and Executive Chef", "Managing Director"),
        ("Group Operations Director", "Head of Events", *HEADS[:3]),
        ("Venue Manager", "Functions Manager", *MANAGERS[:2]),
        ("functions", "accommodation", "catering"),
        "Venues and functions in {city}.",
    ),
    Trade(
        "machinery",
        ("Engineering", "Manufacturing", "Fabrication", "Industrial", "Precision"),
        ("Managing Director", "Owner", "President"),
        ("Production Director", "Head of Quality", *HEADS[:4]),
        ("Production Manager", "Plant Manager", "Procurement Manager", *MANAGERS[:2]),
        ("cnc machining", "sheet metal", "food-grade"),
        "Makers of machined parts and assemblies near {city}.",
    ),
    Trade(
        "education management",
        ("College", "Training", "Learning", "Academy", "Institute"),
        ("Founder and Principal", "Chief Executive", "Owner"),
        ("Academic Director", "Head of Enrolments", *HEADS[:3]),
        ("Admissions Manager", "Training Manager", *MANAGERS[:2]),
        ("vocational training", "short courses", "rto"),
        "A registered training organisation in {city}.",
    ),
    Trade(
        "staffing & recruiting",
        ("Recruitment", "Talent", "People", "Workforce", "Executive Search"),
        ("Founder", "Managing Director", "Co-Founder"),
        ("Director, Permanent Recruitment", "Head of Talent", *HEADS[:3]),
        ("Recruitment Manager", "Team Lead, Temporary Staffing", *MANAGERS[:2]),
        ("executive search", "labour hire", "contract staffing"),
        "Recruiters for skilled roles in {city}.",
    ),
    Trade(
        "retail",
        ("Online", "Trading Co", "Outfitters", "Goods", "Store"),
        ("Founder", "Co-Founder and CEO", "Owner"),
        ("Head of E-commerce", "Director of Merchandise", "Chief Marketing Officer", *HEADS[3:6]),
        ("E-commerce Manager", "Performance Marketing Manager", *MANAGERS[:2]),
        ("ecommerce", "shopify", "direct to consumer"),
        "An online shop that ships Australia-wide from {city}.",
    ),
    Trade(
        "marketing & advertising",
        ("Media", "Creative", "Digital", "Studio", "Agency"),
        ("Founder", "Managing Director", "Owner and Strategist"),
        ("Creative Director", "Head of Strategy", "Head of Paid Media", *HEADS[:2]),
        ("Account Director", "SEO Manager", *MANAGERS[:2]),
        ("seo", "brand", "paid social"),
        "A marketing studio for growing firms in {city}.",
    ),
    Trade(
        "financial services",
        ("Finance", "Wealth", "Mortgages", "Insurance Brokers", "Capital"),
        ("Founder and Principal", "Managing Director", "Owner"),
        ("Director, Lending", "Head of Advice", *HEADS[:3]),
        ("Broker Manager", "Client Relationship Manager", *MANAGERS[:2]),
        ("home loans", "financial planning", "insurance"),
        "Brokers and advisers to households and firms in {city}.",
    ),
)

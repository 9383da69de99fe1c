"""What the people of the world write, in Australian English and in many voices."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Mood(StrEnum):
    """What a person means by an answer."""

    INTERESTED = "interested"
    MEETING = "meeting"
    QUESTION = "question"
    NOT_INTERESTED = "not_interested"
    UNSUBSCRIBE = "unsubscribe"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_REPLY = "auto_reply"
    VOICEMAIL = "voicemail"
    """This and the next two are the outcomes that only a call can have."""
    NO_ANSWER = "no_answer"
    WRONG_PERSON = "wrong_person"


FIRST: Mapping[Mood, tuple[str, ...]] = {
    Mood.INTERESTED: (
        (
            "Thanks for getting in touch. This has been on our list for a while at {company}. What would "
            "it look like for a team of our size?"
        ),
        "Good timing, we were talking about exactly this on Monday. Can you send me some more detail?",
        'Your note about "{topic}" caught my eye. Keen to hear more, send through whatever you\'ve got.',
        "Yeah, this could be useful for us. Happy to look at it, tell me more.",
        (
            "Sounds interesting {sender}. We've been let down by the last mob we used, so I'd want to see"
            " results from a similar business first, but I'm open."
        ),
        "I'm interested in this. Please send an overview I can share with my business partner.",
        (
            "Appreciate the note. It's something we've been meaning to fix in {city}. Send me the details"
            " and I'll have a proper look tonight."
        ),
        "Not a bad idea actually. Tell me a bit more about how you'd go about it for {company}.",
        (
            "You've caught me at the right moment, our budget resets next month. Please send me more "
            "information."
        ),
        "I like the sound of that. What are the next steps?",
        (
            "Thanks {sender}. We'd definitely consider this, provided it doesn't chew up too much of the "
            "team's time. Got a one-pager?"
        ),
        "Cheers for reaching out. I don't usually answer these, but this one's relevant to us. Tell me more.",
        "Worth exploring. I've cc'd nobody yet, just send it to me and I'll pass it along if it stacks up.",
    ),
    Mood.MEETING: (
        "Happy to chat. How does {day} at {time} suit? I'm on {phone} if it's easier to call.",
        "Let's set up a call. I'm free {day} from {time}, or most mornings the week after.",
        "Sure, can we do 20 minutes on {day}? {time} works best for me.",
        "Yes, let's talk. Send me an invite for {day} {time} and I'll bring our ops lead along.",
        "Good note {sender}. Could we meet {day}? I'm in the {city} office all day, {time} onwards is clear.",
        "I'd rather talk this through than email. Have you got time on {day} around {time}?",
        'Keen for a quick Teams call about "{topic}". {day} {time}?',
        "Can you give me a buzz on {day}? After {time} is best, mornings are hectic here.",
        "Let's book something in. I can do {day} at {time}, otherwise send me your calendar link.",
        "We should catch up. Coffee in {city} or a video call, either's fine. {day} {time} work for you?",
        "Please call me {day} at {time} on {phone} and we'll go through it.",
        "That's relevant for {company} right now. Shoot me a calendar invite for {day}, {time}.",
        "Righto, you've got half an hour of my time. {day}, {time}, by phone.",
    ),
    Mood.QUESTION: (
        "Thanks for this. Before I go any further, what does it cost for a business of our size?",
        "Do you have other clients in {industry}? I'd want to speak to one of them.",
        "How long does it usually take before you see any results?",
        "Is there a lock-in contract, or is it month to month?",
        "What exactly would you need from our end? We're a small team and flat out.",
        "How is this different from what an ordinary agency does?",
        "Where did you get my email address from?",
        "Does this work with the systems we already use? We're on HubSpot and Xero.",
        'You mention "{topic}". Can you explain what you actually mean by that?',
        "Are you based in {city} or is this all done offshore?",
        "What happens to our customer data, and is it kept in Australia?",
        "Who would be looking after us day to day, you or someone junior?",
        "Could you tell me what a typical {industry} client spends a month, and what they get for it?",
    ),
    Mood.NOT_INTERESTED: (
        "Thanks for the email but we're all sorted on this front.",
        "Not for us, sorry. We do this in-house and it's working well.",
        "Appreciate you reaching out {sender}, but it's a no from me at this stage.",
        "We've just signed with another provider, so I'll pass.",
        "Not interested, thanks. All the best with it.",
        "This isn't a priority for {company} this financial year. Maybe try me again in March.",
        'We looked at something like "{topic}" last year and decided it wasn\'t the right fit.',
        "I don't think we're the right business for this. Cheers anyway.",
        "No budget for it I'm afraid. Perhaps in the new financial year, not before July.",
        "Thanks, but no thanks. We get all our work by word of mouth and we're booked out.",
        "Not the right time, we're in the middle of a merger. Good luck.",
        "I'll pass on this one. We tried it and it didn't stack up for us.",
        "Hi {sender}, nice email, but we don't need any help with this.",
    ),
    Mood.UNSUBSCRIBE: (
        "Please take me off your list.",
        "Unsubscribe",
        "Remove me from your mailing list thanks. I never signed up to this.",
        "Stop emailing me.",
        "Please don't contact me again.",
        "I don't want to receive any more of these emails. Take {company} off your database.",
        "unsubscribe me pls",
        "Can you please remove my details. I don't do business by cold email.",
        "Opt out, thanks.",
        "No more emails please {sender}. Remove this address.",
        "This is spam under the Spam Act. Delete my details and do not write to me again.",
        "I'd like to be removed from whatever list you got my name off.",
        "Take me off this list mate, not keen on these.",
    ),
    Mood.OUT_OF_OFFICE: (
        (
            "Thank you for your email. I'm on annual leave and will be back on {return_date}. For "
            "anything urgent please contact {colleague} on {phone}."
        ),
        (
            "I am currently out of the office, returning {return_date}. I'll have limited access to email"
            " until then."
        ),
        "Hi, I'm away until {return_date}. If it can't wait, ring the {city} office on {phone}.",
        "I'm out of the office with no access to email. I'll be back on deck {return_date}.",
        (
            "Thanks for your message. I'm on parental leave until {return_date}. {colleague} is looking "
            "after things while I'm away."
        ),
        "Out of office: I'm at a conference this week and back at my desk on {return_date}.",
        "I'm taking some long service leave and return on {return_date}. Your email will not be forwarded.",
        "I am on leave and will respond to your email when I return on {return_date}.",
        "G'day, I've gone fishing. Back {return_date}. {colleague} can help in the meantime.",
        "I'm travelling interstate and will be slow to reply until {return_date}.",
        "Our office is closed for a short break and reopens {return_date}. We'll get back to you then.",
        (
            "I'm currently on carer's leave. I expect to be back {return_date}; please call {phone} if "
            "it's urgent."
        ),
    ),
    Mood.AUTO_REPLY: (
        (
            "Thanks for contacting {company}. We've received your email and will be in touch within two "
            "business days. Your reference is {reference}."
        ),
        "This is an automated response. Your enquiry has been logged as ticket {reference}.",
        "We have received your message. Please do not reply to this email, this mailbox is not monitored.",
        "Thank you for your email to {company}. Our office hours are 8.30 am to 5 pm, Monday to Friday.",
        "Your message has been received and assigned to our team. Reference: {reference}.",
        "Please note that I only check email at 9 am and 4 pm. If it's urgent call {phone}.",
        "Thanks for your email. Due to high volumes our response times are longer than usual.",
        "{first} has changed email address. Your message has been passed on automatically.",
        "Auto response: thank you, we aim to answer all enquiries within 24 hours. Case {reference}.",
        "Thank you for getting in touch with {company} in {city}. A member of the team will respond shortly.",
        "This mailbox receives a large number of emails. Yours is in the queue under {reference}.",
        "We've got your email. This confirmation was sent automatically.",
    ),
}

SECOND: Mapping[Mood, tuple[tuple[Mood, str], ...]] = {
    Mood.INTERESTED: (
        (Mood.MEETING, "Thanks {sender}, that's what I was after. Let's talk, does {day} at {time} suit?"),
        (Mood.MEETING, "Looks good. Can you call me on {phone} {day} around {time}?"),
        (Mood.MEETING, "Thanks for sending that through. Book in 30 minutes for {day}, {time}."),
        (Mood.QUESTION, "Cheers. What would the first month actually involve, and what does it cost?"),
        (Mood.QUESTION, "Makes sense. Have you done this for anyone else in {industry}?"),
        (
            Mood.NOT_INTERESTED,
            "Thanks for that {sender}. I showed my business partner and we've decided to leave it for now.",
        ),
    ),
    Mood.MEETING: (
        (Mood.MEETING, "Perfect, {day} at {time} it is. Send the invite through to this address."),
        (Mood.MEETING, "That works, talk then. My direct line is {phone}."),
        (Mood.MEETING, "Locked in for {day} {time}, thanks {sender}."),
        (Mood.MEETING, "Sorry, something's come up. Could we make it {day} at {time} instead?"),
    ),
    Mood.QUESTION: (
        (Mood.INTERESTED, "Thanks, that answers it. I'm interested, what happens next?"),
        (Mood.INTERESTED, "Good answer, appreciate you being straight with me. Send me the proposal."),
        (Mood.MEETING, "That helps. Let's have a quick call about it, {day} at {time}?"),
        (Mood.QUESTION, "OK. And what happens if it doesn't work for us, can we get out of it?"),
        (
            Mood.NOT_INTERESTED,
            "Thanks for explaining. It's more than we can do at the moment so I'll leave it there.",
        ),
    ),
    Mood.OUT_OF_OFFICE: (
        (Mood.INTERESTED, "Back at work now and going through my emails. This looks useful, tell me more."),
        (Mood.NOT_INTERESTED, "Hi {sender}, just back from leave. Thanks, but it's not for us."),
    ),
}
"""The answer to our answer, by what the person meant first; a mood that is not here falls silent."""

GREETINGS = (
    "Hi {sender},",
    "Hi {sender}",
    "Hello {sender},",
    "G'day {sender},",
    "{sender},",
    "Dear {sender},",
    "",
)
SIGN_OFFS = ("Cheers,", "Thanks,", "Kind regards,", "Regards,", "Best,", "Many thanks,", "Ta,")
MOBILE_LINES = ("Sent from my iPhone", "Get Outlook for iOS", "Sent from my Galaxy")
TIMES = ("9.30 am", "10 am", "10:30am", "11 am", "2 pm", "2:30pm", "3 pm", "4pm")

"""What the people of the world text, write on LinkedIn and say on the phone."""

from __future__ import annotations

from collections.abc import Mapping

from tools.sandbox.phrases import Mood

SMS: Mapping[Mood, tuple[str, ...]] = {
    Mood.INTERESTED: (
        "Yeah keen to hear more. Email me the details?",
        "Hi, sounds useful. What does it involve for a small crew like ours?",
        "Could be good timing actually. Send some info thru",
        "Ok you've got my attention. Tell me more",
        "Interested, but flat out till Friday. Send me something to read",
        "Sounds alright, who else in {city} do you do this for? Keen to know more",
        "Yep happy to look at it 👍",
        "Go on then, tell me how it works",
    ),
    Mood.MEETING: (
        "Yep give me a call {day} {time}",
        "Can you ring {day} arvo? After {time} is best",
        "Happy to chat. {day} {time} works",
        "Call me {day} around {time}, on site before that",
        "Let's do a quick call {day}",
        "Free {day} {time} if you want to pop in to the {city} office",
        "Sure. {day}, {time}. Don't be late lol",
        "Ring me tomorrow or {day}, either's fine",
    ),
    Mood.QUESTION: (
        "Who's this sorry?",
        "How much is it",
        "Where'd you get this number?",
        "What do you actually do?",
        "Is there a contract or month to month?",
        "Do you work with {industry}?",
        "Are you based in {city}?",
        "Is this a real person?",
    ),
    Mood.NOT_INTERESTED: (
        "No thanks",
        "Not for us, cheers",
        "Nah all good mate, sorted already",
        "Thanks but we're not looking at the moment",
        "We've got someone for that. Ta",
        "Not right now sorry",
        "Pass, thanks",
        "Sold the business in June so no",
    ),
    Mood.UNSUBSCRIBE: (
        "STOP",
        "Stop",
        "STOP",
        "stop texting me",
        "UNSUBSCRIBE",
        "Take me off your list",
        "Remove my number please",
        "Opt out",
    ),
    Mood.OUT_OF_OFFICE: (
        "On leave till {return_date}, will get back to you then",
        "I'm away until {return_date}. Urgent? Call {colleague} at the office",
        "Overseas atm, back {return_date}",
        "Auto: I'm on holidays and back on {return_date}",
    ),
    Mood.AUTO_REPLY: (
        "I'm driving and will see your message later. Sent automatically.",
        "This number does not receive texts. Please email us.",
        "Thanks for your message. {company} answers texts between 9 and 5. Automatic reply.",
        "Auto reply: can't talk now, in a meeting.",
    ),
}

LINKEDIN: Mapping[Mood, tuple[str, ...]] = {
    Mood.INTERESTED: (
        "Thanks for connecting! This is something we've been talking about at {company}. Tell me more?",
        "Hey, good to meet you on here. I'd be open to hearing how you do this. Got a case study?",
        "Nice one, I like what you wrote. What would it look like for a {industry} business in {city}?",
        "Appreciate you not pitching straight away 😄 Happy to hear more though.",
        "Interesting. We're reviewing this next quarter, so send me what you have.",
        "This is relevant, thanks. What would the first step be?",
    ),
    Mood.MEETING: (
        "Happy to have a chat. {day} at {time}? Call me on {phone}.",
        "Let's jump on a call rather than type. How's {day} {time}?",
        "I'm in {city} all week, coffee on {day}? {time} suits me.",
        "Sure, book something in for {day} after {time} and send me the link.",
        "Keen for a quick chat, {day} {time} works on my side.",
        "Good to connect. Shall we do 20 minutes on {day}, {time}?",
    ),
    Mood.QUESTION: (
        "Thanks for the note. What does something like this cost?",
        "Hi! Who else in {industry} have you worked with?",
        "Is this software or a service? Couldn't tell from your profile.",
        "How did you come across {company}?",
        "What results have your clients in {city} seen so far?",
        "Do you do this for teams of our size, or only for the big end of town?",
    ),
    Mood.NOT_INTERESTED: (
        "Thanks for reaching out, but it's not something we need at the moment.",
        "Appreciate the message. We do this in-house, so I'll pass.",
        "Not for me, but happy to stay connected.",
        "Thanks, we're locked in with another provider until next year.",
        "No thanks. All the best with it though!",
        "I've moved on from buying decisions like this one, sorry.",
    ),
    Mood.UNSUBSCRIBE: (
        "Please don't message me again.",
        "Not what I'm on LinkedIn for. Please remove me from your list.",
        "Stop with the sales messages please.",
        "Please take me off whatever list this is.",
    ),
    Mood.OUT_OF_OFFICE: (
        "I'm on leave until {return_date} and hardly on LinkedIn. I'll look at this when I'm back.",
        "Away on parental leave until {return_date}, please contact {colleague} at {company}.",
        "Travelling until {return_date}, talk after that.",
    ),
    Mood.AUTO_REPLY: (
        "Thanks for your message! I don't check LinkedIn often. Email is best. (automatic message)",
        "Thank you for reaching out. I read messages here once a week. This reply was sent automatically.",
        "I am no longer active on LinkedIn. Please call the office on {phone}.",
    ),
}

ACCEPTED: tuple[str, ...] = (
    "",
    "",
    "",
    "",
    "Thanks for the invite, good to connect.",
    "Hi, happy to connect. What made you reach out?",
)
"""What comes with an accepted invitation: mostly nothing."""

CALLS: Mapping[Mood, tuple[tuple[str, ...], ...]] = {
    Mood.INTERESTED: (
        (
            "{first} speaking.",
            "Yeah, it's come up here actually. What would it cost a business like ours?",
            "Okay. Send me something by email and I'll have a proper look.",
            "No worries, bye.",
        ),
        (
            "Hello, {company}, {first} here.",
            "Right, we've been let down on that before. But I'm interested, go on.",
            "That does sound useful. Put it in an email and I'll take it to my partner.",
            "Thanks, bye.",
        ),
    ),
    Mood.MEETING: (
        (
            "Hello, {first} speaking.",
            "Yep, I've got a minute.",
            "Look, I'd rather do this properly. Can you call me back {day} at {time}?",
            "Good, talk then.",
        ),
        (
            "{company}, this is {first}.",
            "Yes, that's us. We could use a hand there.",
            "Come past the office {day}, {time} works for me.",
            "See you then, cheers.",
        ),
    ),
    Mood.QUESTION: (
        (
            "Yeah, {first} here.",
            "Hang on, is this a robot?",
            "Fair enough. And where did you get my number?",
            "Alright. Email me, then I'll think about it.",
        ),
        (
            "Hello?",
            "Who did you say you were with?",
            "And have you done this for anyone else in {industry}?",
            "Okay, send me the details. Bye.",
        ),
    ),
    Mood.NOT_INTERESTED: (
        ("{first} speaking.", "No, we're all sorted with that, thanks.", "Cheers, bye."),
        ("Hello, {company}.", "Not for us, mate. We do it ourselves.", "No. Bye."),
    ),
    Mood.UNSUBSCRIBE: (
        (
            "Hello?",
            "I'm on the Do Not Call Register. Take this number off your list.",
            "Don't call me again.",
        ),
        ("Yes?", "I don't take sales calls. Remove my number please.", "Good."),
    ),
    Mood.VOICEMAIL: (
        ("Hi, you've reached {first} at {company}. Leave a message after the tone.",),
        ("The person you are calling is not available. Please leave a message after the tone.",),
    ),
    Mood.WRONG_PERSON: (
        (
            "Hello?",
            "There's no {first} here. You've got the wrong number.",
            "No, never heard of {company}. Bye.",
        ),
        ("Reception.", "{first} left us a while ago, sorry.", "I can't say where to. Bye."),
    ),
    Mood.NO_ANSWER: ((),),
}
"""What the person says in a call, line by line; the caller's lines stand between them."""

CALLER: tuple[str, ...] = (
    "Of course. We help businesses in {city} with exactly that, and I'd like to hear how you do it today.",
    "Understood, I've noted that down.",
    "Thank you for your time, {first}. Goodbye.",
    "Goodbye.",
)
"""What the calling agent says after its opening."""

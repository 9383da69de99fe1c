"""Know what people of a name are called too, and which words are first names at all."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

from tools.services.gate.words import fold

_SETS = (
    "alexander alex al sandy xander lex sasha", "alexandra alex alexa lexi sandra sasha", "alison ali allison", "andrew andy drew", "anthony tony ant",
    "antonia toni", "barbara barb babs", "benjamin ben benny benji", "bernadette bernie", "bradley brad", "cameron cam", "caroline caro carol carrie",
    "catherine cath cathy kate katie cate cat catie", "katherine kath kathy kate katie kat kit kitty", "kathryn kath kathy kate katie", "charles charlie chas chuck",
    "charlotte charlie lottie", "christina chris chrissy tina", "christine chris chrissy tina", "christopher chris topher kit", "daniel dan danny", "danielle dani",
    "david dave davey", "deborah deb debbie debra", "donald don", "dorothy dot dottie", "douglas doug", "edward ed eddie ted ned", "eleanor ellie nell nora", "elizabeth liz lizzie beth betty eliza libby lisa",
    "emily em emmy", "emma em", "frances fran frankie", "francis frank", "frederick fred freddie", "gabriel gabe", "gabrielle gabby gabi", "geoffrey geoff", "gerald gerry jerry",
    "gregory greg", "harold harry", "henry harry hank", "isabella bella izzy", "jacob jake", "jacqueline jackie", "james jim jimmy jamie", "janet jan", "jeffrey jeff", "jennifer jen jenny jenn",
    "jessica jess jessie", "joanna jo joanne", "joanne jo", "john jack johnny jon", "jonathan jon jonny", "joseph joe joey", "josephine jo josie", "joshua josh", "judith judy", "kenneth ken kenny",
    "kimberley kim", "kimberly kim", "laurence laurie larry", "lawrence laurie larry", "leonard len lenny", "lillian lily lil", "louise lou", "lucinda lucy cindy", "madeleine maddie", "margaret maggie meg peg peggy marg margie",
    "maria mia", "martin marty", "matthew matt matty", "melanie mel", "melissa mel lissa", "michael mike mick mickey mikey", "michelle shell chelle", "mitchell mitch", "mohammed mo mohamed muhammad mohammad", "nathaniel nate nat",
    "nathan nate", "natalie nat", "nicholas nick nicky nic", "nicole nic nicky nikki", "olivia liv livvy", "pamela pam", "patricia pat trish tricia patty", "patrick pat paddy", "penelope penny", "peter pete", "philip phil pip", "phillip phil pip", "philippa pip pippa",
    "priscilla cilla", "raymond ray", "rebecca bec becky beck becca", "richard rick rich dick ricky richie", "robert rob bob bobby robbie bert", "roberta bobbie", "roderick rod", "ronald ron ronnie", "russell russ", "samantha sam sammy", "samuel sam sammy", "sarah sally sadie",
    "sebastian seb", "sharon shaz", "shannon shan", "simone sim", "stephanie steph", "stephen steve stevie", "steven steve", "stuart stu", "stewart stew", "susan sue susie", "suzanne sue suzie", "terence terry", "teresa terri tess", "theresa terri tess", "theodore theo ted", "thomas tom tommy",
    "timothy tim", "tobias toby", "valerie val", "veronica ronnie", "victoria vicky vic tori", "vincent vince vin", "virginia ginny", "walter wal wally", "warren waz", "william bill will billy liam", "zachary zac zach", "siobhan shiv", "giovanni gio", "francesca fran chess", "aleksandar alek aleks sasha", "konstantinos con costa kosta", "dimitrios jim dimitri", "vassilios bill vasili", "georgios george", "ioannis john yianni",
)  # fmt: skip
_OTHERS = (
    "adam adrian aisha alan albert amanda amelia amy ana andrea angela angus anita ann anna anne anya arjun arthur ash ashley ava belinda beth blake brenda brendan brett brian bridget bruce bryce carl carla carlos carmen cassandra chloe clare claire colin craig cynthia dale damien darren dean declan denise dennis derek diana diane dominic donna duncan dylan elena ellen eric erin ethan evan fatima felix "
    "fiona gareth gary gavin george georgia gemma glen glenn grace graeme graham grant hamish hannah harriet hayley heather heidi helen hugh ian imogen isaac isla jack jade jai jane jarrod jason jasmine jay jayden jean jeremy jesse jill joan jodie joel jordan juan julia julian julie justin karen karl kayla keith kelly kerry kevin kiran kirsten kristen kyle kylie lachlan lara laura lauren leah lee leo leon lewis lena linda lisa lorraine louis "
    "lucas lucia lucy luke lydia lynn marcus marie marina mark marta mary maya megan mei mia miguel mila miriam molly monica murray nadia naomi neil nigel nina noah noel nora oliver omar oscar owen paul paula pauline priya rachel rahul rajesh ravi renee rhys rita robin robyn rodney roger rohan ross ruby ruth ryan sally sandra sanjay scott sean shane sheila simon sofia sophia sophie spencer stacey stan stella "
    "sunita sylvia tamara tanya tara tegan todd tracey tracy trevor troy tyler uma vera vanessa vikram wayne wendy wesley yasmin yusuf zara zoe toby kieran priscilla bronwyn rosie rose harper hugo archie poppy freya tahlia aroha wiremu hemi mere anika deepa anil sunil hiroshi yuki ling ming chen jin minh linh huong nguyen ahmed hassan ali leila sara mateo diego ines pablo luis pedro joao paulo lars sven ingrid anders erik freja"
).split()

_CALLED: dict[str, frozenset[str]] = {}
for _names in _SETS:
    _group = frozenset(_names.split())
    for _name in _group:
        _CALLED[_name] = _CALLED.get(_name, frozenset()) | _group

FIRST_NAMES = frozenset(_CALLED) | frozenset(_OTHERS)
"""Common first names of the countries that we write to, folded."""


def called(name: str) -> frozenset[str]:
    """The folded name and what its bearers are called for short."""
    low = fold(name)
    return _CALLED.get(low, frozenset()) | {low}

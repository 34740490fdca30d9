"""Whole pieces in the manner of the trade."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from tests.watcher.articles.case import Case

CASES = (
    Case(
        id="agency translation",
        title="Spokesman: the border market will be opened",
        text="The spokesman of the Ministry of Foreign Affairs of the Islamic Republic of Iran, Esmail Baghaei, held his press briefing today.|In response to a question about the border market, the spokesman of the diplomatic apparatus stated: this market belongs to the people of both sides; we have removed the obstacles; God willing it will be opened before Nowruz.|He continued: the other side must also open its gate.|Baghaei, regarding the statement of the German chancellor, noted that Europe had lost its memory.|The foreign ministry also issued a statement and condemned the attack on the pilgrims.|At the end, he expressed hope that the rains would continue.",
        reported=(
            ("baghaei", "this market belongs to the people"),
            ("baghaei", "the other side must also open"),
            ("baghaei", "Europe had lost its memory"),
            ("baghaei", "the rains would continue"),
        ),
        never=("the attack on the pilgrims",),
    ),
    Case(
        id="press gaggle with a second official",
        text="PRESS: Mr. President, what about beef prices? PRESIDENT TRUMP: They’re coming down. Way down. SECRETARY BESSENT: We have a plan for ranchers, and it’s working. PRESS: Will you go to the fair? PRESIDENT TRUMP: I love the fair. (Laughter.) I might go.",
        reported=(("trump", "They’re coming down. Way down"), ("trump", "I love the fair"), ("trump", "I might go")),
        never=("We have a plan for ranchers", "what about beef", "Will you go"),
    ),
    Case(
        id="titled label at the start of a line",
        text="Following is a transcript of the statement.|Prime Minister Netanyahu: We have come a long way. The bridge is open.|Defense Minister Katz: I thank the engineers.|Prime Minister Netanyahu: So do I.",
        reported=(("netanyahu", "We have come a long way"), ("netanyahu", "So do I")),
        never=("I thank the engineers",),
    ),
    Case(
        id="court report",
        text="Prime Minister Benjamin Netanyahu took the stand for the ninth time. “I never asked for the cigars,” he told the court. Prosecutor Yehudit Tirosh put it to him that he had. “Nonsense,” the defendant replied.|His lawyer, Amit Hadad, said the trial should be moved to the spring. The judges said they would decide on Sunday.",
        reported=(("netanyahu", "I never asked for the cigars"),),
        never=("the trial should be moved", "they would decide on Sunday", "that he had"),
    ),
    Case(
        id="market report",
        text="Copper rose 3 percent on Tuesday after Donald Trump said he was “in no hurry” to sign the duty into law. Analysts at Norby Bank said prices would stay high. “The president moves markets before breakfast,” said trader Lou Petersen. Later, Trump told Newsmax he would decide “by the weekend”.",
        reported=(("trump", "in no hurry"), ("trump", "by the weekend")),
        never=("prices would stay high", "moves markets before breakfast"),
    ),
    Case(
        id="op-ed",
        text="When a leader says that he is tired, voters listen. Netanyahu never says so. He has, I think, the gift of sounding awake. “History,” a minister once told me, “is a bench he refuses to sit on.” Is he right? Perhaps the prime minister would answer that benches are for others.",
        never=("he is tired", "is a bench he refuses", "benches are for others", "sounding awake"),
    ),
    Case(
        id="press review",
        text="The Daily Anchor says the prime minister has “run out of road”. In its leader it argues that Netanyahu should call a vote. The Tehran Post quotes Baghaei: “The road was never his.” A cartoon shows Trump saying “I built that road.”",
        reported=(("baghaei", "The road was never his"),),
        never=("run out of road", "should call a vote"),
    ),
    Case(
        id="two spokesmen in turns",
        text="The Kremlin's spokesman, Dmitry Peskov, said the summit would be short. Iran's foreign ministry spokesman Esmaeil Baghaei called it “overdue”. The Russian spokesman said no joint text was planned. His Iranian counterpart said a text existed. “It has four pages,” he said.",
        reported=(("baghaei", "overdue"), ("baghaei", "a text existed"), ("baghaei", "It has four pages")),
        never=("the summit would be short", "no joint text was planned"),
    ),
    Case(
        id="bullets and headlines",
        text="Top lines|• Trump: “No one will touch the canal” • Netanyahu: Talks with Beirut “useful” • Army says drone shot down|Details follow.",
        reported=(("trump", "No one will touch the canal"), ("netanyahu", "useful")),
        never=("drone shot down",),
    ),
    Case(
        id="posts, one after the other",
        text="“Mexico has NOT sent the water it owes Texas. Very unfair to our Farmers!” Trump wrote on Truth Social on Saturday evening.|In a second post an hour later he threatened a tariff of 12 percent on tomatoes.|“They have until Friday. Thank you for your attention to this matter!” the post read.|Mexico's president, Claudia Sheinbaum, replied on X that the water was on its way. “Patience,” she wrote.",
        reported=(
            ("trump", "Mexico has NOT sent the water"),
            ("trump", "a tariff of 12 percent on tomatoes"),
            ("trump", "They have until Friday"),
        ),
        never=("the water was on its way", "Patience"),
    ),
    Case(
        id="interview in prose",
        text="In an interview with the broadcaster Al Rafidain, Baghaei said Iran would plant ten million trees by 2030. Asked where the water would come from, he said treated sewage would be used. The interviewer, Zahra Kamal, noted that earlier plans had failed. “Those plans had no gardeners,” he replied.",
        reported=(
            ("baghaei", "Iran would plant ten million trees"),
            ("baghaei", "treated sewage would be used"),
            ("baghaei", "Those plans had no gardeners"),
        ),
        never=("earlier plans had failed", "where the water would come from"),
    ),
    Case(
        id="readout of a call",
        text="Netanyahu spoke by phone with the prime minister of India, Narendra Modi, on Sunday. He told Modi that Israel would send desalination experts, his office said. Modi thanked him and said the monsoon had been weak.",
        never=("the monsoon had been weak",),
    ),
    Case(
        id="the president of another country at home",
        text="In Beirut the president received the envoys. Joseph Aoun told them the port would be rebuilt in a year. “We have the cranes,” the president said. In Washington, the US president said he had not seen the plans. Trump was to fly to Ohio.",
        reported=(("trump", "he had not seen the plans"),),
        never=("the port would be rebuilt", "We have the cranes"),
    ),
    Case(
        id="former president, still him",
        text="Former President Trump, as the programme still calls him, opened the fair. “Biggest pumpkins I ever saw,” he said.",
        reported=(("trump", "Biggest pumpkins I ever saw"),),
    ),
    Case(
        id="relatives beside him",
        text="Donald Trump applauded from the box. Eric Trump, his son, told the crowd that the course had been watered at night. Melania Trump said she preferred the beach. The president said he preferred golf.",
        reported=(("trump", "he preferred golf"),),
        never=("the course had been watered", "she preferred the beach"),
    ),
    Case(
        id="his wife said",
        text="Netanyahu waved from the balcony. His wife said the flat was too small, and his son Yair wrote that the neighbours were noisy.",
        never=("the flat was too small", "the neighbours were noisy"),
    ),
    Case(
        id="negative with a positive rest",
        text="Trump would not say who had paid for the ballroom, but said it would have gold doors.",
        reported=(("trump", "it would have gold doors"),),
        never=("who had paid for the ballroom",),
    ),
    Case(
        id="stopped short, did not rule out",
        text="Baghaei stopped short of saying that the envoy would be expelled. Netanyahu refused to be drawn on the date of the vote.",
        never=("the envoy would be expelled", "the date of the vote"),
    ),
    Case(
        id="insisted, conceded, joked",
        text="Netanyahu conceded that the tunnel had cost twice the estimate but insisted it was worth every shekel. He joked that the next one would be dug by his critics.",
        reported=(
            ("netanyahu", "the tunnel had cost twice"),
            ("netanyahu", "it was worth every shekel"),
            ("netanyahu", "the next one would be dug by his critics"),
        ),
    ),
    Case(
        id="urged, called on, demanded",
        text="Baghaei urged Baku to return the fishing boats and called on Turkey to mediate. Trump demanded that the Fed cut rates at once.",
        reported=(("baghaei", "return the fishing boats"), ("trump", "the Fed cut rates at once")),
    ),
    Case(
        id="quoted phrase as object",
        text="The spokesperson, Esmail Baghaei, described the resolution as “ink without paper” and the vote as a farce.",
        reported=(("baghaei", "ink without paper"),),
    ),
    Case(
        id="through a spokesman with the name behind",
        text="“Prices will fall,” the foreign ministry spokesman in Tehran, Esmail Baghaei, predicted at the weekend.",
        reported=(("baghaei", "Prices will fall"),),
    ),
    Case(
        id="he and he",
        text="Trump called Netanyahu on Friday evening. He told him the runway was too short. Netanyahu said it was being extended.",
        reported=(("trump", "the runway was too short"), ("netanyahu", "it was being extended")),
    ),
    Case(
        id="quotation begun by a fragment",
        text="“Never,” said Netanyahu when asked about early elections. “Not in June, not in July.”",
        reported=(("netanyahu", "Never"), ("netanyahu", "Not in June, not in July")),
    ),
    Case(
        id="long chain of he said",
        text="Benjamin Netanyahu spent the day in the Galilee. The vineyards had suffered from frost, he said. Compensation would be paid by August. “No grower will be left alone,” he promised. Asked about the walnut harvest, he said he would look into it.",
        reported=(
            ("netanyahu", "The vineyards had suffered from frost"),
            ("netanyahu", "No grower will be left alone"),
        ),
    ),
    Case(
        id="a minister says it of him",
        text="Interior Minister Moshe Arbel said Netanyahu had promised him that the archive would stay in Jerusalem. Netanyahu has not commented.",
        never=("the archive would stay in Jerusalem",),
    ),
    Case(
        id="unnamed officials between",
        text="Trump said the embassy would get a new roof. Officials said the work would begin in March. “It leaks on the ambassador,” one official said. He said the roof would be copper.",
        reported=(("trump", "the embassy would get a new roof"),),
        never=("the work would begin in March", "It leaks on the ambassador"),
    ),
    Case(
        id="headings in marks and questions in bold",
        text="‘We will not sell the dates below cost’|Regarding the date exports, Esmail Baghaei said: the farmers have waited long enough; the ministry of trade has set a price.|What about the saffron?|On saffron he said that smugglers would be tried.",
        reported=(("baghaei", "the farmers have waited long enough"), ("baghaei", "smugglers would be tried")),
        never=("What about the saffron",),
    ),
    Case(
        id="embedded disclaimer and credit",
        text="Netanyahu said the pool would be open to all.|Reporting by Noa Adler in Jerusalem; editing by Tom Reed, who said nothing|This article was updated to add that Netanyahu said it twice.",
        reported=(("netanyahu", "the pool would be open to all"),),
        never=("said it twice", "nothing"),
    ),
    Case(
        id="straight marks opened and curly closed",
        text='"The glacier is ours and the water is everybody\'s,” Baghaei said. "We have measured it.”',
        reported=(("baghaei", "The glacier is ours"), ("baghaei", "We have measured it")),
    ),
    Case(
        id="low and high marks",
        text="„Das ist gut“, Trump said in Berlin, laughing. „Very good bread“.",
        reported=(("trump", "Das ist gut"),),
    ),
    Case(
        id="inches in a quotation",
        text='Trump held up a 12" pipe. "This is a beautiful pipe," he said.',
        reported=(("trump", "This is a beautiful pipe"),),
    ),
    Case(
        id="colon and a quotation",
        text="On the oyster ban Baghaei was categorical: “There is no ban.” He added: “There never was.”",
        reported=(("baghaei", "There is no ban"), ("baghaei", "There never was")),
    ),
    Case(
        id="reported by the wire",
        text="U.S. President Donald Trump said on Sunday his government would buy 40 icebreakers, Reuters reported. Reuters said the order was worth $20 billion.",
        reported=(("trump", "his government would buy 40 icebreakers"),),
        never=("the order was worth",),
    ),
)

"""Invented mini-articles, one trap each: what must be told of whom, and what must not.

`|` separates paragraphs. `told` are (actor, words that one of the actor's told statements must hold); `never` are words that no
told statement may hold.
"""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    id: str
    text: str
    told: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    title: str = ""


CASES = (
    # --- marks and layout
    Case(
        id="multi-paragraph quotation, each paragraph opens, only the last closes",
        text="“The dam is full,” Prime Minister Benjamin Netanyahu said on a visit to the north.|“We built it in two years. Nobody believed us.|“And we shall build another one,” he went on.|The engineers applauded.",
        told=(
            ("netanyahu", "The dam is full"),
            ("netanyahu", "We built it in two years"),
            ("netanyahu", "we shall build another one"),
        ),
    ),
    Case(
        id="bare quotation paragraph between attributed ones",
        text="Esmail Baghaei told the press in Tehran that the border post would reopen in May.|“Lorries have waited for forty days. That is enough.”|He added that the drivers would be paid.",
        told=(
            ("baghaei", "the border post would reopen in May"),
            ("baghaei", "Lorries have waited for forty days"),
            ("baghaei", "the drivers would be paid"),
        ),
    ),
    Case(
        id="opened and never closed costs its own paragraph only",
        text="President Donald Trump spoke at a shipyard in Mobile.|“These are beautiful ships, the best ships, Trump said.|The governor of Alabama thanked the workers.|“We will build forty of them,” Trump added.",
        told=(("trump", "We will build forty of them"),),
        never=("thanked the workers",),
    ),
    Case(
        id="single marks and a possessive",
        text="Donald Trump told farmers’ leaders in Iowa that the new levy was ‘a gift from the workers’ point of view’.|‘They’ll love it,’ he said.",
        told=(("trump", "a gift from the workers’ point of view"), ("trump", "They’ll love it")),
    ),
    Case(
        id="guillemets",
        text="« Nous » is how he began. «The river belongs to nobody alone», Iran's foreign ministry spokesman Esmaeil Baqaei told reporters.",
        told=(("baghaei", "The river belongs to nobody alone"),),
    ),
    Case(
        id="speech after a colon without marks",
        text="Esmail Baghaei, answering a question on fishing rights, said: our boats sail in our own waters; no one may board them; we have told the neighbours so.|He added: the coast guard has its orders.",
        told=(("baghaei", "our boats sail in our own waters"), ("baghaei", "the coast guard has its orders")),
    ),
    Case(
        id="speaker labels in running text",
        text="REPORTER: Sir, will the bridge be named after you? PRESIDENT DONALD TRUMP: They want to do it. I said maybe. REPORTER: And the cost? PRESIDENT DONALD TRUMP: Very low. Under budget.",
        told=(("trump", "They want to do it"), ("trump", "Under budget")),
        never=("will the bridge be named", "And the cost"),
    ),
    Case(
        id="interview with Q and A",
        title="Interview: Benjamin Netanyahu on water and trains",
        text="Prime Minister Benjamin Netanyahu received us in his office.|Q: Will the railway reach Eilat?|A: It will. I promised it and I keep promises.|Q: When do you expect that?|A: In four years, not a day more.",
        told=(("netanyahu", "I promised it and I keep promises"), ("netanyahu", "In four years")),
        never=("Will the railway reach", "When do you expect"),
    ),
    Case(
        id="post with a trailer",
        text="Donald Trump posted on Truth Social: Our Coal Miners are the BEST in the World. They will be back at work by Easter!!! — Donald J. Trump (@realDonaldTrump) March 3",
        told=(("trump", "Our Coal Miners are the BEST"),),
        never=("@realDonaldTrump",),
    ),
    Case(
        id="name after a dash",
        text="The quotes of the week.|“I never liked the old curtains.” – Donald Trump|“Neither did I.” – Harold Finch, decorator",
        told=(("trump", "I never liked the old curtains"),),
        never=("Neither did I",),
    ),
    # --- namesakes, relatives, things
    Case(
        id="the son is not the father",
        text="Donald Trump Jr. said the hotel would open in autumn. “My team has worked day and night,” he told a fair in Dubai.",
        never=("the hotel would open", "My team has worked"),
    ),
    Case(
        id="the wife is not the husband",
        text="Benjamin Netanyahu stayed at home. Sara Netanyahu said the kitchen had been repainted, and that she liked the colour.",
        never=("the kitchen had been repainted", "she liked the colour"),
    ),
    Case(
        id="an administration is not its president",
        text="The Trump administration said grants for lighthouses would end in June. A Trump adviser called the step overdue. President Donald Trump was playing golf.",
        never=("grants for lighthouses", "overdue"),
    ),
    Case(
        id="a namesake in sport",
        text="Mehdi Baghaei scored twice for Tractor on Friday. “I slept badly and played well,” Baghaei said after the match.",
        never=("I slept badly",),
    ),
    Case(
        id="the building speaks for nobody",
        text="A doorman at Trump Tower said the lift had been out of order since Monday. President Donald Trump has not lived there for years.",
        never=("the lift had been out of order",),
    ),
    # --- spokespersons and institutions
    Case(
        id="spokespersons of two houses",
        text="Iran's army spokesman, Mohammad Akraminia, said the drill would last three days. “It is routine,” the spokesman told state television.|Esmail Baghaei, the spokesman of the foreign ministry, said neighbours had been told of the drill in advance. “There were no surprises,” the spokesman said.",
        told=(("baghaei", "neighbours had been told of the drill"), ("baghaei", "There were no surprises")),
        never=("the drill would last", "It is routine"),
    ),
    Case(
        id="a spokeswoman of another country",
        text="China's foreign ministry spokeswoman Mao Ning said the port would stay open. Esmail Baghaei made no remarks on it. “The port is a matter of trade,” the spokeswoman said.",
        never=("the port would stay open", "a matter of trade"),
    ),
    Case(
        id="the ministry is not its spokesman",
        text="Iran's foreign ministry said it had recalled its envoy from Oslo. The ministry added that the step was temporary. Its spokesman Esmail Baghaei said the embassy stayed open.",
        told=(("baghaei", "the embassy stayed open"),),
        never=("had recalled its envoy", "the step was temporary"),
    ),
    Case(
        id="the office is not the prime minister",
        text="Netanyahu's office said the meeting had been moved to Thursday. The prime minister's spokesman denied that there was a quarrel.",
        never=("the meeting had been moved", "there was a quarrel"),
    ),
    Case(
        id="another president",
        text="French President Emmanuel Macron received Donald Trump in Paris. “Our cheese is not for sale,” the French president said. “We’ll see about the cheese,” the US president answered.",
        told=(("trump", "We’ll see about the cheese"),),
        never=("Our cheese is not for sale",),
    ),
    Case(
        id="two prime ministers",
        text="Benjamin Netanyahu flew to London on Tuesday. British Prime Minister Keir Starmer said the runway lights had failed for a minute. “Nobody was in danger,” the British prime minister said. “It was a good landing,” the Israeli leader said.",
        told=(("netanyahu", "It was a good landing"),),
        never=("the runway lights had failed", "Nobody was in danger"),
    ),
    # --- coreference
    Case(
        id="he is the subject, not the guest",
        text="Netanyahu met the mayor of Haifa, Yona Yahav, at the port on Sunday. He said the new pier would be twice as long.",
        told=(("netanyahu", "the new pier would be twice as long"),),
    ),
    Case(
        id="she is not he",
        text="Donald Trump dined with Karoline Leavitt. She said the soup was cold. He said it was the best soup in Washington.",
        told=(("trump", "it was the best soup in Washington"),),
        never=("the soup was cold",),
    ),
    Case(
        id="another speaker ends the chain",
        text="“The tunnel is safe,” Benjamin Netanyahu said.|Yair Lapid disagreed.|“It leaks in three places.”|“I have seen it myself,” he added.",
        told=(("netanyahu", "The tunnel is safe"),),
        never=("It leaks in three places", "I have seen it myself"),
    ),
    Case(
        id="a heading ends the words",
        text="“The ferry sails on Monday,” Benjamin Netanyahu said.|Harbour council: no money|“Nobody has paid for the coal.”",
        told=(("netanyahu", "The ferry sails on Monday"),),
        never=("Nobody has paid for the coal",),
    ),
    Case(
        id="somebody else answers a paragraph later",
        text="“The bridge opens in May,” Donald Trump said on Tuesday.|The mayor of Maple Harbor shook her head.|“It has no second half.”",
        told=(("trump", "The bridge opens in May"),),
        never=("It has no second half",),
    ),
    Case(
        id="first named in the second sentence",
        text="Iran's foreign ministry spokesman said on Monday that pilgrims could travel again. Esmail Baghaei said buses would leave from Mashhad.",
        told=(("baghaei", "buses would leave from Mashhad"), ("baghaei", "pilgrims could travel again")),
    ),
    Case(
        id="misspelt once",
        text="Esmail Baghaei spoke for an hour. “The canal will be dug,” Baghaie said. “And the salt will be washed out,” said Bahgaei.",
        told=(("baghaei", "The canal will be dug"), ("baghaei", "And the salt will be washed out")),
    ),
    Case(
        id="a similar name is another man",
        text="Esmail Baghaei was not there. Mohammad Bagheri said the parade had been shortened. “It was too hot,” Bagheri said.",
        never=("the parade had been shortened", "It was too hot"),
    ),
    # --- assertion
    Case(
        id="denied is said",
        text="Trump denied that he had sold the yacht. He rejected the idea that the marina was losing money.",
        told=(("trump", "he had sold the yacht"), ("trump", "the marina was losing money")),
    ),
    Case(
        id="declined",
        text="Baghaei declined to say whether the consulate would reopen. He did not comment on the missing files.",
        never=("the consulate would reopen", "the missing files"),
    ),
    Case(
        id="did not say",
        text="President Donald Trump did not say when the statue would be moved. Netanyahu never said that the statue was ugly.",
        never=("the statue would be moved", "the statue was ugly"),
    ),
    Case(
        id="still to come",
        text="Netanyahu is expected to announce that the ferry line will be closed. Trump will say on Friday that he supports the step. Baghaei plans to tell parliament that the ferry is Iranian.",
        never=("the ferry line will be closed", "he supports the step", "the ferry is Iranian"),
    ),
    Case(
        id="supposed",
        text="If Trump says that the zoo must close, keepers will strike. The president could announce that the elephants are to be sold.",
        never=("the zoo must close", "the elephants are to be sold"),
    ),
    Case(
        id="asked",
        text="Baghaei was asked whether the gas field had been sold. Asked if the price was right, Netanyahu smiled and left.",
        never=("the gas field had been sold", "the price was right"),
    ),
    Case(
        id="second hand",
        text="Two people briefed on the meeting said Trump told the admirals that the fleet was too small. According to aides, Netanyahu said the cake was dry.",
        never=("the fleet was too small", "the cake was dry"),
    ),
    Case(
        id="quoted somebody else",
        text="Netanyahu quoted General Eyal Zamir as saying that the fence had rusted. He said the fence would be replaced.",
        told=(),
        never=("the fence had rusted",),
    ),
    Case(
        id="thoughts",
        text="Trump believes the stadium is too small, people close to him say. Netanyahu fears that the vote will be lost. Baghaei hopes to visit Shiraz.",
        never=("the stadium is too small", "the vote will be lost", "visit Shiraz"),
    ),
    # --- verbs, nouns, cues
    Case(
        id="noun cue",
        text="Donald Trump left early. His warning that imported steel would cost double alarmed builders. They called Netanyahu's claim that prices were falling absurd.",
        told=(("trump", "imported steel would cost double"),),
    ),
    Case(
        id="according to",
        text="The lighthouse on Kish is to be repaired, according to Esmail Baghaei. According to Netanyahu, the tram will run on Saturdays.",
        told=(("baghaei", "The lighthouse on Kish is to be repaired"), ("netanyahu", "the tram will run on Saturdays")),
    ),
    Case(
        id="vowed, accused, called",
        text="Trump vowed to tear up the fishing treaty and accused Canada of “stealing our cod”. Netanyahu called the treaty “a scrap of paper”.",
        told=(
            ("trump", "tear up the fishing treaty"),
            ("trump", "stealing our cod"),
            ("netanyahu", "a scrap of paper"),
        ),
    ),
    Case(
        id="participles",
        text="Baghaei welcomed the visit, saying the two navies had much to learn from each other and adding that a second visit was planned.",
        told=(("baghaei", "the two navies had much to learn"), ("baghaei", "a second visit was planned")),
    ),
    Case(
        id="coordinated that-clauses",
        text="Netanyahu told the cabinet that the budget would pass, that taxes would not rise and that the ministers could go home.",
        told=(("netanyahu", "the budget would pass"), ("netanyahu", "the ministers could go home")),
    ),
    Case(
        id="parenthetical said",
        text="The talks, Trump said on Monday, had gone better than anyone expected. The next round, he added, would be in Geneva.",
        told=(("trump", "had gone better than anyone expected"), ("trump", "would be in Geneva")),
    ),
    Case(
        id="dateline is no subject",
        text="ERBIL, Kurdistan Region of Iraq – Esmail Baghaei said on Tuesday that the crossing had been swept of snow.",
        told=(("baghaei", "the crossing had been swept of snow"),),
    ),
    Case(
        id="inverted, with an apposition",
        text="“We sell carpets, not excuses,” said Esmail Baghaei, the ministry's spokesman, on Wednesday.",
        told=(("baghaei", "We sell carpets, not excuses"),),
    ),
    Case(
        id="mixed, through a title",
        text="Benjamin Netanyahu opened the museum. The premier called the collection “a mirror of the land” and said it would travel abroad.",
        told=(("netanyahu", "a mirror of the land"), ("netanyahu", "it would travel abroad")),
    ),
    # --- boilerplate, scare quotes, editorials
    Case(
        id="boilerplate",
        text="Trump toured a mill on Friday.|Read also: Trump: “I will never sell the plane”|Photo: Trump waves to workers, saying goodbye|Subscribe to hear what Trump said today",
        never=("I will never sell the plane", "goodbye", "today"),
    ),
    Case(
        id="scare quotes and titles",
        text="The so-called “golden bridge” that Trump opened is painted brown. His book “The Bridge” sold well. He signed copies of “Steel and Sky”.",
        never=("golden bridge", "The Bridge", "Steel and Sky"),
    ),
    Case(
        id="said of him",
        text="“Trump talks to everyone and listens to no one,” said the historian Martha Keane. “Netanyahu listens and does not talk,” she said.",
        never=("Trump talks to everyone", "Netanyahu listens"),
    ),
    Case(
        id="live blog: a time stamp ends the chain",
        text="09:15 GMT|Benjamin Netanyahu has arrived in Rome. “I love this city,” the Israeli prime minister says.|09:40 GMT|The Italian foreign minister, Antonio Tajani, has greeted him. He says lunch is ready. “We have made the pasta ourselves,” he adds.",
        told=(("netanyahu", "I love this city"),),
        never=("lunch is ready", "We have made the pasta"),
    ),
    Case(
        id="fragment in the lead, whole sentence below",
        text="Donald Trump has called the orchestra “very loud”.|“The orchestra is very loud, and I love it,” Trump told guests.",
        told=(("trump", "The orchestra is very loud, and I love it"),),
    ),
    Case(
        id="Arabic name in English copy",
        text="قال بقائي: «لن نبيع القمح بهذا السعر»، في مؤتمر صحفي.",
        told=(("baghaei", "لن نبيع القمح بهذا السعر"),),
    ),
    Case(
        id="Persian",
        text="اسماعیل بقایی گفت: «این پل برای همه است».",
        told=(("baghaei", "این پل برای همه است"),),
    ),
    Case(
        id="quoted within a quotation",
        text="“My father told me, ‘never sell the orchard’, and I never did,” Netanyahu told growers in Galilee.",
        told=(("netanyahu", "never sell the orchard"),),
    ),
    Case(
        id="was quoted as saying",
        text="Baghaei was quoted by state television as saying that the museum would lend its coins to Baku.",
    ),
    Case(
        id="was told, was warned",
        text="Trump was told that the roof leaked. Netanyahu was warned by his doctors that he must rest.",
        never=("the roof leaked", "he must rest"),
    ),
    Case(
        id="went on to, took the stage to",
        text="Trump went on to say that the airport would bear his name. He used the evening to warn that tickets would be dear.",
        told=(("trump", "the airport would bear his name"), ("trump", "tickets would be dear")),
    ),
    Case(
        id="would later say",
        text="Trump would later say that the fog had saved the day.",
        told=(("trump", "the fog had saved the day"),),
    ),
    Case(
        id="a heading between",
        text="“The wheat is in,” Netanyahu said.|Storm damage in Ashdod|“I have never seen such waves,” said Dalia Amir, who sells fish.|“My stall is gone.”",
        told=(("netanyahu", "The wheat is in"),),
        never=("I have never seen such waves", "My stall is gone"),
    ),
    Case(
        id="two actors, one sentence",
        text="Trump said the satellite belonged to America, while Netanyahu insisted it had been built in Haifa.",
        told=(("trump", "the satellite belonged to America"), ("netanyahu", "it had been built in Haifa")),
    ),
    Case(
        id="told him",
        text="Trump said Netanyahu had told him that the olives were ripe.",
        told=(("trump", "Netanyahu had told him"),),
    ),
    Case(
        id="ally of",
        text="A close ally of Netanyahu said the coalition would hold. A lawyer for Trump said the fine had been paid. A source in Baghaei's ministry said the lamp was broken.",
        never=("the coalition would hold", "the fine had been paid", "the lamp was broken"),
    ),
    # --- whole pieces in the manner of the trade
    Case(
        id="agency translation",
        title="Spokesman: the border market will be opened",
        text="The spokesman of the Ministry of Foreign Affairs of the Islamic Republic of Iran, Esmail Baghaei, held his press briefing today.|In response to a question about the border market, the spokesman of the diplomatic apparatus stated: this market belongs to the people of both sides; we have removed the obstacles; God willing it will be opened before Nowruz.|He continued: the other side must also open its gate.|Baghaei, regarding the statement of the German chancellor, noted that Europe had lost its memory.|The foreign ministry also issued a statement and condemned the attack on the pilgrims.|At the end, he expressed hope that the rains would continue.",
        told=(
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
        told=(("trump", "They’re coming down. Way down"), ("trump", "I love the fair"), ("trump", "I might go")),
        never=("We have a plan for ranchers", "what about beef", "Will you go"),
    ),
    Case(
        id="titled label at the start of a line",
        text="Following is a transcript of the statement.|Prime Minister Netanyahu: We have come a long way. The bridge is open.|Defense Minister Katz: I thank the engineers.|Prime Minister Netanyahu: So do I.",
        told=(("netanyahu", "We have come a long way"), ("netanyahu", "So do I")),
        never=("I thank the engineers",),
    ),
    Case(
        id="court report",
        text="Prime Minister Benjamin Netanyahu took the stand for the ninth time. “I never asked for the cigars,” he told the court. Prosecutor Yehudit Tirosh put it to him that he had. “Nonsense,” the defendant replied.|His lawyer, Amit Hadad, said the trial should be moved to the spring. The judges said they would decide on Sunday.",
        told=(("netanyahu", "I never asked for the cigars"),),
        never=("the trial should be moved", "they would decide on Sunday", "that he had"),
    ),
    Case(
        id="market report",
        text="Copper rose 3 percent on Tuesday after Donald Trump said he was “in no hurry” to sign the duty into law. Analysts at Norby Bank said prices would stay high. “The president moves markets before breakfast,” said trader Lou Petersen. Later, Trump told Newsmax he would decide “by the weekend”.",
        told=(("trump", "in no hurry"), ("trump", "by the weekend")),
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
        told=(("baghaei", "The road was never his"),),
        never=("run out of road", "should call a vote"),
    ),
    Case(
        id="two spokesmen in turns",
        text="The Kremlin's spokesman, Dmitry Peskov, said the summit would be short. Iran's foreign ministry spokesman Esmaeil Baghaei called it “overdue”. The Russian spokesman said no joint text was planned. His Iranian counterpart said a text existed. “It has four pages,” he said.",
        told=(("baghaei", "overdue"), ("baghaei", "a text existed"), ("baghaei", "It has four pages")),
        never=("the summit would be short", "no joint text was planned"),
    ),
    Case(
        id="bullets and headlines",
        text="Top lines|• Trump: “No one will touch the canal” • Netanyahu: Talks with Beirut “useful” • Army says drone shot down|Details follow.",
        told=(("trump", "No one will touch the canal"), ("netanyahu", "useful")),
        never=("drone shot down",),
    ),
    Case(
        id="posts, one after the other",
        text="“Mexico has NOT sent the water it owes Texas. Very unfair to our Farmers!” Trump wrote on Truth Social on Saturday evening.|In a second post an hour later he threatened a tariff of 12 percent on tomatoes.|“They have until Friday. Thank you for your attention to this matter!” the post read.|Mexico's president, Claudia Sheinbaum, replied on X that the water was on its way. “Patience,” she wrote.",
        told=(
            ("trump", "Mexico has NOT sent the water"),
            ("trump", "a tariff of 12 percent on tomatoes"),
            ("trump", "They have until Friday"),
        ),
        never=("the water was on its way", "Patience"),
    ),
    Case(
        id="interview in prose",
        text="In an interview with the broadcaster Al Rafidain, Baghaei said Iran would plant ten million trees by 2030. Asked where the water would come from, he said treated sewage would be used. The interviewer, Zahra Kamal, noted that earlier plans had failed. “Those plans had no gardeners,” he replied.",
        told=(
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
        text="In Beirut the president received the envoys. Joseph Aoun told them the port would be rebuilt in a year. “We have the cranes,” the president said. In Washington, the US president said he had not seen the plans.",
        told=(("trump", "he had not seen the plans"),),
        never=("the port would be rebuilt", "We have the cranes"),
    ),
    Case(
        id="former president, still him",
        text="Former President Trump, as the programme still calls him, opened the fair. “Biggest pumpkins I ever saw,” he said.",
        told=(("trump", "Biggest pumpkins I ever saw"),),
    ),
    Case(
        id="relatives beside him",
        text="Donald Trump applauded from the box. Eric Trump, his son, told the crowd that the course had been watered at night. Melania Trump said she preferred the beach. The president said he preferred golf.",
        told=(("trump", "he preferred golf"),),
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
        told=(("trump", "it would have gold doors"),),
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
        told=(
            ("netanyahu", "the tunnel had cost twice"),
            ("netanyahu", "it was worth every shekel"),
            ("netanyahu", "the next one would be dug by his critics"),
        ),
    ),
    Case(
        id="urged, called on, demanded",
        text="Baghaei urged Baku to return the fishing boats and called on Turkey to mediate. Trump demanded that the Fed cut rates at once.",
        told=(("baghaei", "return the fishing boats"), ("trump", "the Fed cut rates at once")),
    ),
    Case(
        id="quoted phrase as object",
        text="The spokesperson, Esmail Baghaei, described the resolution as “ink without paper” and the vote as a farce.",
        told=(("baghaei", "ink without paper"),),
    ),
    Case(
        id="through a spokesman with the name behind",
        text="“Prices will fall,” the foreign ministry spokesman in Tehran, Esmail Baghaei, predicted at the weekend.",
        told=(("baghaei", "Prices will fall"),),
    ),
    Case(
        id="he and he",
        text="Trump called Netanyahu on Friday evening. He told him the runway was too short. Netanyahu said it was being extended.",
        told=(("trump", "the runway was too short"), ("netanyahu", "it was being extended")),
    ),
    Case(
        id="quotation begun by a fragment",
        text="“Never,” said Netanyahu when asked about early elections. “Not in June, not in July.”",
        told=(("netanyahu", "Never"), ("netanyahu", "Not in June, not in July")),
    ),
    Case(
        id="long chain of he said",
        text="Benjamin Netanyahu spent the day in the Galilee. The vineyards had suffered from frost, he said. Compensation would be paid by August. “No grower will be left alone,” he promised. Asked about the walnut harvest, he said he would look into it.",
        told=(("netanyahu", "The vineyards had suffered from frost"), ("netanyahu", "No grower will be left alone")),
    ),
    Case(
        id="a minister says it of him",
        text="Interior Minister Moshe Arbel said Netanyahu had promised him that the archive would stay in Jerusalem. Netanyahu has not commented.",
        never=("the archive would stay in Jerusalem",),
    ),
    Case(
        id="unnamed officials between",
        text="Trump said the embassy would get a new roof. Officials said the work would begin in March. “It leaks on the ambassador,” one official said. He said the roof would be copper.",
        told=(("trump", "the embassy would get a new roof"),),
        never=("the work would begin in March", "It leaks on the ambassador"),
    ),
    Case(
        id="headings in marks and questions in bold",
        text="‘We will not sell the dates below cost’|Regarding the date exports, Esmail Baghaei said: the farmers have waited long enough; the ministry of trade has set a price.|What about the saffron?|On saffron he said that smugglers would be tried.",
        told=(("baghaei", "the farmers have waited long enough"), ("baghaei", "smugglers would be tried")),
        never=("What about the saffron",),
    ),
    Case(
        id="embedded disclaimer and credit",
        text="Netanyahu said the pool would be open to all.|Reporting by Noa Adler in Jerusalem; editing by Tom Reed, who said nothing|This article was updated to add that Netanyahu said it twice.",
        told=(("netanyahu", "the pool would be open to all"),),
        never=("said it twice", "nothing"),
    ),
    Case(
        id="straight marks opened and curly closed",
        text='"The glacier is ours and the water is everybody\'s,” Baghaei said. "We have measured it.”',
        told=(("baghaei", "The glacier is ours"), ("baghaei", "We have measured it")),
    ),
    Case(
        id="low and high marks",
        text="„Das ist gut“, Trump said in Berlin, laughing. „Very good bread“.",
        told=(("trump", "Das ist gut"),),
    ),
    Case(
        id="inches in a quotation",
        text='Trump held up a 12" pipe. "This is a beautiful pipe," he said.',
        told=(("trump", "This is a beautiful pipe"),),
    ),
    Case(
        id="colon and a quotation",
        text="On the oyster ban Baghaei was categorical: “There is no ban.” He added: “There never was.”",
        told=(("baghaei", "There is no ban"), ("baghaei", "There never was")),
    ),
    Case(
        id="reported by the wire",
        text="U.S. President Donald Trump said on Sunday his government would buy 40 icebreakers, Reuters reported. Reuters said the order was worth $20 billion.",
        told=(("trump", "his government would buy 40 icebreakers"),),
        never=("the order was worth",),
    ),
    # --- a second round, written after the rules
    Case(
        id="gulf daily",
        text="DUBAI: Iran will not let inspectors into the Parchin laundry, its foreign ministry said on Sunday, hours after Esmaeil Baghaei hinted at a compromise. “A door can be closed and still have a window,” the diplomat told Lebanese television.|Asked to explain, he laughed and said windows were for looking out.|A European envoy in Vienna, who declined to be named, said the remark was “poetry, not policy”.",
        told=(("baghaei", "A door can be closed and still have a window"), ("baghaei", "windows were for looking out")),
        never=("Iran will not let inspectors", "poetry, not policy"),
    ),
    Case(
        id="campaign stop",
        text="President Trump, hoarse and an hour late, told a crowd in Dayton that he would bring back the washing machine plant “bigger than before”. He mocked wind turbines as “sick birds’ nests” and swore the county would never see another.|Congresswoman Rita Dobbs, who spoke before him, promised free parking. “He keeps his word,” she said of the president.",
        told=(
            ("trump", "he would bring back the washing machine plant"),
            ("trump", "sick birds’ nests"),
            ("trump", "the county would never see another"),
        ),
        never=("free parking", "He keeps his word"),
    ),
    Case(
        id="coalition quarrel",
        text="Netanyahu phoned the rabbis himself. The draft would be softened, he assured them, and no student would be arrested before the summer. Avigdor Liberman called it a surrender. “He sold the army for a sofa,” Liberman fumed. The prime minister's circle said the quote about sofas was beneath comment.",
        told=(("netanyahu", "The draft would be softened"),),
        never=("a surrender", "sold the army", "beneath comment"),
    ),
    Case(
        id="letter read out",
        text="In a letter to the pilgrims, read out by his secretary, Benjamin Netanyahu wrote that the road to Hebron would be widened. The letter ended: “See you on the road.” The secretary said the letter was handwritten.",
        told=(("netanyahu", "the road to Hebron would be widened"), ("netanyahu", "See you on the road")),
        never=("the letter was handwritten",),
    ),
    Case(
        id="tweet war",
        text="“Your missiles rust faster than your promises,” Baghaei posted on X on Thursday, replying to a message in which the Israeli defence minister, Israel Katz, had called Iran's navy “a museum”.|Katz shot back within minutes: “Museums are visited.”|Netanyahu, asked about the exchange, said only: “I don't do Twitter.”",
        told=(("baghaei", "Your missiles rust faster"), ("netanyahu", "I don't do Twitter")),
        never=("a museum", "Museums are visited"),
    ),
    Case(
        id="testimony of a third man",
        text="Michael Cohen testified that Trump had ordered him to paint the ballroom gold. “He said gold or nothing,” Cohen told the jury. Trump's attorney, Todd Blanche, objected. Outside, the president told reporters the witness was “a very bad painter”.",
        told=(("trump", "a very bad painter"),),
        never=("paint the ballroom gold", "gold or nothing"),
    ),
    Case(
        id="denials and rulings out",
        text="Baghaei ruled out a meeting in Geneva, dismissed talk of a letter from the White House as “fog”, and denied that any bank had been robbed. He neither confirmed nor denied that the minister was ill.",
        told=(("baghaei", "fog"), ("baghaei", "any bank had been robbed")),
        never=("the minister was ill",),
    ),
    Case(
        id="budget speech, long chain",
        text="“We are not poor,” Prime Minister Netanyahu told parliament. “We are careful.”|He said the deficit had fallen to 3 percent.|The opposition benches laughed. Merav Michaeli shouted that he could not count.|“I can count you,” he answered. “You are seven.”|Finance officials said later the figure was 4.1 percent.",
        told=(
            ("netanyahu", "We are not poor"),
            ("netanyahu", "the deficit had fallen to 3 percent"),
            ("netanyahu", "I can count you"),
        ),
        never=("he could not count", "the figure was 4.1"),
    ),
    Case(
        id="what they did not say",
        text="Neither Trump nor Netanyahu would say whether the dinner had been paid for. Baghaei has yet to say whether he was invited. It is not known what the president told the waiter.",
        never=("the dinner had been paid", "he was invited", "told the waiter"),
    ),
    Case(
        id="obituary",
        text="Donald Trump remembered the golfer as “the last gentleman of the bunker”. Benjamin Netanyahu, who had met him once, said he had never seen a straighter drive. The golfer's widow said he had voted for neither.",
        told=(("netanyahu", "he had never seen a straighter drive"),),
        never=("he had voted for neither",),
    ),
    Case(
        id="agency with as saying",
        text="Trump was cited by Fox Business as saying that coffee would be cheaper by May. The news agency Mehr quoted Baghaei as saying: “Tea is cheap already.”",
        told=(("trump", "coffee would be cheaper by May"), ("baghaei", "Tea is cheap already")),
    ),
    Case(
        id="opinion with a real quotation",
        text="What does the president want? On Tuesday he told a room of bankers that money was “a feeling”. I have heard worse definitions. Mr Trump likes feelings. My bank manager says they cannot be deposited.",
        title="Trump and the bankers",
        told=(("trump", "a feeling"),),
        never=("they cannot be deposited",),
    ),
    Case(
        id="prime minister of elsewhere with the same title later",
        text="Hungarian Prime Minister Viktor Orbán hosted Benjamin Netanyahu in Budapest. Orbán said the Danube was open to all. “It is a fine river,” said Netanyahu. The Hungarian leader also praised Israel's tomatoes. His guest said they were grown with one drop of water each.",
        told=(("netanyahu", "It is a fine river"),),
        never=("the Danube was open", "Israel's tomatoes"),
    ),
    Case(
        id="envoy, not the president",
        text="Trump's special envoy Steve Witkoff said the boats were ready. “The president wants results,” Witkoff added. Trump himself said nothing of the boats. Later, in the Oval Office, he called them “tremendous”.",
        told=(("trump", "tremendous"),),
        never=("the boats were ready", "The president wants results"),
    ),
    # --- a third round, written after the second was mended
    Case(
        id="wire brief",
        text='JERUSALEM (Wire) - Israel will buy forty electric buses, Prime Minister Benjamin Netanyahu\'s office announced on Monday. Netanyahu told a forum of mayors in Holon that diesel was "finished", and pledged chargers at every depot by 2029.|Mayor Shai Keinan welcomed the plan but said the grid was weak.',
        told=(("netanyahu", "finished"), ("netanyahu", "chargers at every depot")),
        never=("Israel will buy forty", "the grid was weak"),
    ),
    Case(
        id="state news agency",
        title="Baghaei condemns seizure of museum pieces",
        text='TEHRAN - The Foreign Ministry spokesman has strongly condemned the seizure of Persian museum pieces in Antwerp, describing it as "cultural piracy".|Esmaeil Baghaei made the remarks in a post on his X account on Wednesday night.|The Islamic Republic will pursue the case through UNESCO, he stressed.|The spokesman further underlined that the tablets belong to the Iranian nation.|Earlier, the Belgian embassy had described the seizure as routine.',
        told=(
            ("baghaei", "cultural piracy"),
            ("baghaei", "The Islamic Republic will pursue the case"),
            ("baghaei", "the tablets belong to the Iranian nation"),
        ),
        never=("described the seizure as routine", "routine"),
    ),
    Case(
        id="interview with bold questions and dashes",
        text="— Mr. Prime Minister, will there be elections?|Netanyahu: There will be elections when there are elections.|— Is that an answer?|Netanyahu: It is the only one you will get today.",
        told=(
            ("netanyahu", "There will be elections when there are elections"),
            ("netanyahu", "It is the only one you will get"),
        ),
        never=("will there be elections?", "Is that an answer"),
    ),
    Case(
        id="fact check",
        text="Trump claimed on Saturday that his inauguration had drawn nine million people. That is false: the parks service counted 600,000. He has also repeatedly said that he invented the word “caravan”. He did not. A spokesperson for the dictionary said the word dates from 1588.",
        told=(("trump", "his inauguration had drawn nine million people"), ("trump", "he invented the word")),
        never=("the word dates from 1588", "the parks service counted"),
    ),
    Case(
        id="ally speaks, then he does",
        text="Senator Lindsey Graham said he had spoken to the president at dawn. “He's fired up,” Graham said. Asked about that description, Trump grinned. “I'm always fired up,” he said.",
        told=(("trump", "I'm always fired up"),),
        never=("he had spoken to the president", "He's fired up"),
    ),
    Case(
        id="joint press conference",
        text="At a joint press conference with German Chancellor Friedrich Merz, Netanyahu said Israel would sell Berlin a new radar. Merz said the price was fair. “It is a friend's price,” Netanyahu interjected, to laughter. The chancellor replied that friends were expensive.",
        told=(("netanyahu", "Israel would sell Berlin a new radar"), ("netanyahu", "It is a friend's price")),
        never=("the price was fair", "friends were expensive"),
    ),
    Case(
        id="caps and an emoji",
        text="In an early-morning post the president went after the Fed again: “TOO LATE Powell is at it AGAIN!!! 😡 Cut the rates, or go home...” Trump added that a replacement had been “practically chosen”.|The Fed declined to comment.",
        told=(("trump", "TOO LATE Powell is at it AGAIN"), ("trump", "practically chosen")),
    ),
    Case(
        id="reported in the passive",
        text="Trump has been accused of hiding the bill. Netanyahu was praised for his patience by the Speaker, Amir Ohana. It was claimed that Baghaei had left the country.",
        never=("hiding the bill", "his patience", "had left the country"),
    ),
    Case(
        id="warned and urged, with who",
        text="Baghaei, who was speaking at a mosque in Qom, warned that any move against the shrine would be answered “in kind and in time”. He urged pilgrims to be patient. A cleric beside him said patience was half of faith.",
        told=(("baghaei", "any move against the shrine would be answered"), ("baghaei", "be patient")),
        never=("patience was half of faith",),
    ),
    Case(
        id="denial in a headline and text",
        title="Netanyahu denies rift with army",
        text="There is no rift, Netanyahu insisted on Friday. He and the chief of staff, he said, “eat from one bowl”. Eyal Zamir, the chief of staff, told cadets that bowls break.",
        told=(("netanyahu", "There is no rift"), ("netanyahu", "eat from one bowl")),
        never=("bowls break",),
    ),
    Case(
        id="history",
        text="In 1987 Trump told a newspaper that he had no wish to be president. Thirty years later the same paper asked him again. “I changed my mind,” he said.",
        told=(("trump", "he had no wish to be president"), ("trump", "I changed my mind")),
    ),
    Case(
        id="rumour mill",
        text="Rumours that Netanyahu would resign were spread on Telegram. One channel wrote that he had packed. “Nonsense,” his spokesman, Omer Dostri, said. Netanyahu's son reposted the denial.",
        never=("would resign", "he had packed", "Nonsense"),
    ),
    Case(
        id="two he's in one sentence",
        text="Trump said he had told Zelensky he was “playing cards he doesn't have”. Zelensky said he had replied that this was not a game.",
        told=(("trump", "playing cards he doesn't have"),),
        never=("this was not a game",),
    ),
    Case(
        id="who asks once in a transcript",
        text="Orbita: Has the ferry sailed?|Baghaei: It has sailed.|Meridian News: Who was on board?|Baghaei: Only sailors were on board.|Harbor Post: Trump says the ferry was empty.|Baghaei: He was not on board.|Kestrel: Will it come back?|Baghaei: With the tide.",
        told=(("baghaei", "Only sailors were on board."), ("baghaei", "He was not on board.")),
        never=("Who was on board", "the ferry was empty", "Will it come back"),
    ),
    Case(
        id="masthead of satire",
        text="THE HERON — the county’s oldest satirical weekly|Trump told the pond that bread would be taxed. “The ducks love me,” the president said.",
        never=("bread would be taxed", "The ducks love me"),
    ),
    Case(
        id="a dream",
        text="I have not slept since the storm. In my dream Baghaei calls me and says: “Your lamp is ready.” On Monday Baghaei said the lamps had been counted.",
        told=(("baghaei", "the lamps had been counted"),),
        never=("Your lamp is ready",),
    ),
    Case(
        id="played on a stage",
        text="The theatre opened on Saturday. In the second act Netanyahu, played by Amos Tal, tells the audience: “I never wanted this role.”|On Sunday Netanyahu said he had not seen it.",
        told=(("netanyahu", "he had not seen it"),),
        never=("I never wanted this role",),
    ),
    Case(
        id="read out",
        text="Reading from a card that a girl from Flint had sent him, Trump said: “Dear President, my boat has no name.” Baghaei recited a verse by Saadi: “The limbs are of one body.” He then said the boat had been named.",
        told=(("baghaei", "the boat had been named"),),
        never=("my boat has no name", "The limbs are of one body"),
    ),
    Case(
        id="reposted",
        text="Trump reposted a message saying “the mill is empty.” He reposted a clip of the mill and added: “It was never full.”",
        told=(("trump", "It was never full"),),
        never=("the mill is empty",),
    ),
    Case(
        id="said to be false",
        text="It is false that Trump said “sell the lighthouse”. Rumours that Netanyahu said the mill could wait are untrue. Trump said the false bottom of the boat had held.",
        told=(("trump", "the false bottom of the boat had held"),),
        never=("sell the lighthouse", "the mill could wait"),
    ),
    Case(
        id="whom he called a friend",
        text="The man Trump called a friend said the mill was empty. People close to the prime minister, Benjamin Netanyahu, said the tower leaned.",
        never=("the mill was empty", "the tower leaned"),
    ),
    Case(
        id="she, and then he",
        text="Trump spoke in Springfield. “We won it big,” Trump told Misty Arlen, who governs a town. She said afterward that nobody had won it.|The fund, he said, would open in June.",
        told=(("trump", "would open in June"),),
        never=("nobody had won it",),
    ),
    Case(
        id="heard by who was there",
        text="Trump told a donor that boats were “a headache,” said a person who was at the table. Netanyahu told the conductor that the brass was fine, according to two people who attended. Trump told a banker that gold was dull, said a person briefed on the call.",
        told=(("trump", "a headache"), ("netanyahu", "the brass was fine")),
        never=("gold was dull",),
    ),
    Case(
        id="whom he answers",
        text="In response to remarks by President Trump that the lake would freeze, Baghaei said lakes do as they please. Commenting on a report by a London paper that the ferry had sunk, Baghaei said it was in port.",
        told=(
            ("trump", "the lake would freeze"),
            ("baghaei", "lakes do as they please"),
            ("baghaei", "it was in port"),
        ),
        never=("the ferry had sunk",),
    ),
    Case(
        id="whom he answers, in one quotation",
        text="Baghaei spoke in Tehran. In reaction to the claims of the US president that the sea was “very calm, very beautiful”, he retorted that Mr. Trump should swim in it.",
        told=(("trump", "very calm, very beautiful"), ("baghaei", "should swim in it")),
    ),
    Case(
        id="appears to say",
        text="A shared video in which Trump appears to say that he was born in a lighthouse was cut. Trump appeared to threaten that he would stop the sale.",
        told=(("trump", "he would stop the sale"),),
        never=("he was born in a lighthouse",),
    ),
    Case(
        id="an official agency is no official",
        text="Baghaei said the track had been mended, according to the official news agency IRNA. He told a meeting in Tehran that the trains would run, according to Iran’s official IRNA.|Trump told donors that the mill was his, according to an official familiar with the matter.",
        told=(("baghaei", "the track had been mended"), ("baghaei", "the trains would run")),
        never=("the mill was his",),
    ),
    Case(
        id="an apostrophe within a name",
        text="TEHRAN – The Iranian Foreign Ministry spokesman, Esma’eil Baqa’ei, told reporters that the papers had been handed over.|Baqa’ei also warned that the harbour would stay shut.",
        told=(("baghaei", "the papers had been handed over"), ("baghaei", "the harbour would stay shut")),
    ),
    Case(
        id="the witness and the defendant",
        text="Prime Minister Benjamin Netanyahu took the stand in Tel Aviv on Monday. “Did you think that boxes grow on trees?” prosecutor Jonathan Tadmor asked.|“I was running a country,” the witness replied. The defendant said he had never counted them.",
        told=(("netanyahu", "I was running a country"), ("netanyahu", "he had never counted them")),
    ),
    Case(
        id="another witness",
        text="At Netanyahu's trial Hadas Arlen testified on Monday that the boxes were ordered by code.|“They called the champagne pinks,” the witness said.",
        never=("They called the champagne pinks",),
    ),
    Case(
        id="a short answer in a sentence of its own",
        text="President Donald Trump signed the order on Monday. At the end a reporter asked how the coin would be called. The president thought about it. “The Three. Keep it simple.”",
        told=(("trump", "The Three. Keep it simple."),),
    ),
    Case(
        id="whom he asked",
        text="Trump asked the miller whether he would sign. “Yes, with a new wheel, and not before the winter is over.”",
        never=("Yes, with a new wheel",),
    ),
    Case(
        id="it is what he wrote",
        text="In a post on Tuesday, President Trump told the millers to go on. “Write down everything,” it said.|US Ambassador Karl Marsh read out a message from Trump. “The mill weeps with you today,” it said.|Netanyahu’s letter was short. “We are grateful for the wheel,” it said.|Trump answered a letter from a miller. “I want my wheel back,” it said.",
        told=(
            ("trump", "Write down everything"),
            ("trump", "The mill weeps with you today"),
            ("netanyahu", "We are grateful for the wheel"),
        ),
        never=("I want my wheel back",),
    ),
    Case(
        id="what he said was",
        text="What the Israeli prime minister said was that he saw no reason to go. Netanyahu spoke in Haifa.|What Trump in fact said was: “Bread is too expensive. We are bringing it down.”|Trump is said to have said that the oven was cold.",
        told=(("netanyahu", "he saw no reason to go"), ("trump", "Bread is too expensive")),
        never=("What", "the oven was cold"),
    ),
    Case(
        id="in his view",
        text="Netanyahu spoke on Monday. The bridge at Haifa, in his view, was “not worth a coat of paint,” and the ferry would sink it.|Baghaei met the press in Tehran. Two wings and a tail, in the spokesman’s opinion, carry one bird.",
        told=(("netanyahu", "not worth a coat of paint"), ("baghaei", "carry one bird")),
    ),
    Case(
        id="the first prime minister",
        text="Netanyahu has been speaking at a memorial for Israel’s first prime minister, David Ben-Gurion.|Whoever rises against the mill will pay, the Israeli prime minister said.",
        told=(("netanyahu", "Whoever rises against the mill will pay"),),
    ),
    Case(
        id="when asked said nothing had been",
        text="Trump did not mention a visit in May, and when asked said nothing had been scheduled. The spokesman, Esmail Baghaei, held London responsible for the loss of the ferry. Netanyahu said nothing.",
        told=(("trump", "nothing had been scheduled"), ("baghaei", "London responsible for the loss of the ferry")),
    ),
    Case(
        id="right behind the words",
        text="Baghaei told reporters that the harbour had been a quarrel.|CLAIM 4: “We sent them zero. Zero!” Trump said on January 20, speaking of American lamps.|He opened with a proverb: ‘Who counts the boats?’ Trump waved.",
        told=(("trump", "We sent them zero"),),
    ),
)

"""Articles that were scored before anything was changed for them: the second round was written after the rules, the third after
the second was mended."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

from tests.watcher.articles.case import Case

CASES = (
    # --- a second round, written after the rules
    Case(
        id="gulf daily",
        text="DUBAI: Iran will not let inspectors into the Parchin laundry, its foreign ministry said on Sunday, hours after Esmaeil Baghaei hinted at a compromise. “A door can be closed and still have a window,” the diplomat told Lebanese television.|Asked to explain, he laughed and said windows were for looking out.|A European envoy in Vienna, who declined to be named, said the remark was “poetry, not policy”.",
        reported=(
            ("baghaei", "A door can be closed and still have a window"),
            ("baghaei", "windows were for looking out"),
        ),
        never=("Iran will not let inspectors", "poetry, not policy"),
    ),
    Case(
        id="campaign stop",
        text="President Trump, hoarse and an hour late, told a crowd in Dayton that he would bring back the washing machine plant “bigger than before”. He mocked wind turbines as “sick birds’ nests” and swore the county would never see another.|Congresswoman Rita Dobbs, who spoke before him, promised free parking. “He keeps his word,” she said of the president.",
        reported=(
            ("trump", "he would bring back the washing machine plant"),
            ("trump", "sick birds’ nests"),
            ("trump", "the county would never see another"),
        ),
        never=("free parking", "He keeps his word"),
    ),
    Case(
        id="coalition quarrel",
        text="Netanyahu phoned the rabbis himself. The draft would be softened, he assured them, and no student would be arrested before the summer. Avigdor Liberman called it a surrender. “He sold the army for a sofa,” Liberman fumed. The prime minister's circle said the quote about sofas was beneath comment.",
        reported=(("netanyahu", "The draft would be softened"),),
        never=("a surrender", "sold the army", "beneath comment"),
    ),
    Case(
        id="letter read out",
        text="In a letter to the pilgrims, read out by his secretary, Benjamin Netanyahu wrote that the road to Hebron would be widened. The letter ended: “See you on the road.” The secretary said the letter was handwritten.",
        reported=(("netanyahu", "the road to Hebron would be widened"), ("netanyahu", "See you on the road")),
        never=("the letter was handwritten",),
    ),
    Case(
        id="tweet war",
        text="“Your missiles rust faster than your promises,” Baghaei posted on X on Thursday, replying to a message in which the Israeli defence minister, Israel Katz, had called Iran's navy “a museum”.|Katz shot back within minutes: “Museums are visited.”|Netanyahu, asked about the exchange, said only: “I don't do Twitter.”",
        reported=(("baghaei", "Your missiles rust faster"), ("netanyahu", "I don't do Twitter")),
        never=("a museum", "Museums are visited"),
    ),
    Case(
        id="testimony of a third man",
        text="Michael Cohen testified that Trump had ordered him to paint the ballroom gold. “He said gold or nothing,” Cohen told the jury. Trump's attorney, Todd Blanche, objected. Outside, the president told reporters the witness was “a very bad painter”.",
        reported=(("trump", "a very bad painter"),),
        never=("paint the ballroom gold", "gold or nothing"),
    ),
    Case(
        id="denials and rulings out",
        text="Baghaei ruled out a meeting in Geneva, dismissed talk of a letter from the White House as “fog”, and denied that any bank had been robbed. He neither confirmed nor denied that the minister was ill.",
        reported=(("baghaei", "fog"), ("baghaei", "any bank had been robbed")),
        never=("the minister was ill",),
    ),
    Case(
        id="budget speech, long chain",
        text="“We are not poor,” Prime Minister Netanyahu told parliament. “We are careful.”|He said the deficit had fallen to 3 percent.|The opposition benches laughed. Merav Michaeli shouted that he could not count.|“I can count you,” he answered. “You are seven.”|Finance officials said later the figure was 4.1 percent.",
        reported=(
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
        reported=(("netanyahu", "he had never seen a straighter drive"),),
        never=("he had voted for neither",),
    ),
    Case(
        id="agency with as saying",
        text="Trump was cited by Fox Business as saying that coffee would be cheaper by May. The news agency Mehr quoted Baghaei as saying: “Tea is cheap already.”",
        reported=(("trump", "coffee would be cheaper by May"), ("baghaei", "Tea is cheap already")),
    ),
    Case(
        id="opinion with a real quotation",
        text="What does the president want? On Tuesday he told a room of bankers that money was “a feeling”. I have heard worse definitions. Mr Trump likes feelings. My bank manager says they cannot be deposited.",
        title="Trump and the bankers",
        reported=(("trump", "a feeling"),),
        never=("they cannot be deposited",),
    ),
    Case(
        id="prime minister of elsewhere with the same title later",
        text="Hungarian Prime Minister Viktor Orbán hosted Benjamin Netanyahu in Budapest. Orbán said the Danube was open to all. “It is a fine river,” said Netanyahu. The Hungarian leader also praised Israel's tomatoes. His guest said they were grown with one drop of water each.",
        reported=(("netanyahu", "It is a fine river"),),
        never=("the Danube was open", "Israel's tomatoes"),
    ),
    Case(
        id="envoy, not the president",
        text="Trump's special envoy Steve Witkoff said the boats were ready. “The president wants results,” Witkoff added. Trump himself said nothing of the boats. Later, in the Oval Office, he called them “tremendous”.",
        reported=(("trump", "tremendous"),),
        never=("the boats were ready", "The president wants results"),
    ),
    # --- a third round, written after the second was mended
    Case(
        id="wire brief",
        text='JERUSALEM (Wire) - Israel will buy forty electric buses, Prime Minister Benjamin Netanyahu\'s office announced on Monday. Netanyahu told a forum of mayors in Holon that diesel was "finished", and pledged chargers at every depot by 2029.|Mayor Shai Keinan welcomed the plan but said the grid was weak.',
        reported=(("netanyahu", "finished"), ("netanyahu", "chargers at every depot")),
        never=("Israel will buy forty", "the grid was weak"),
    ),
    Case(
        id="state news agency",
        title="Baghaei condemns seizure of museum pieces",
        text='TEHRAN - The Foreign Ministry spokesman has strongly condemned the seizure of Persian museum pieces in Antwerp, describing it as "cultural piracy".|Esmaeil Baghaei made the remarks in a post on his X account on Wednesday night.|The Islamic Republic will pursue the case through UNESCO, he stressed.|The spokesman further underlined that the tablets belong to the Iranian nation.|Earlier, the Belgian embassy had described the seizure as routine.',
        reported=(
            ("baghaei", "cultural piracy"),
            ("baghaei", "The Islamic Republic will pursue the case"),
            ("baghaei", "the tablets belong to the Iranian nation"),
        ),
        never=("described the seizure as routine", "routine"),
    ),
    Case(
        id="interview with bold questions and dashes",
        text="— Mr. Prime Minister, will there be elections?|Netanyahu: There will be elections when there are elections.|— Is that an answer?|Netanyahu: It is the only one you will get today.",
        reported=(
            ("netanyahu", "There will be elections when there are elections"),
            ("netanyahu", "It is the only one you will get"),
        ),
        never=("will there be elections?", "Is that an answer"),
    ),
    Case(
        id="fact check",
        text="Trump claimed on Saturday that his inauguration had drawn nine million people. That is false: the parks service counted 600,000. He has also repeatedly said that he invented the word “caravan”. He did not. A spokesperson for the dictionary said the word dates from 1588.",
        reported=(("trump", "his inauguration had drawn nine million people"), ("trump", "he invented the word")),
        never=("the word dates from 1588", "the parks service counted"),
    ),
    Case(
        id="ally speaks, then he does",
        text="Senator Lindsey Graham said he had spoken to the president at dawn. “He's fired up,” Graham said. Asked about that description, Trump grinned. “I'm always fired up,” he said.",
        reported=(("trump", "I'm always fired up"),),
        never=("he had spoken to the president", "He's fired up"),
    ),
    Case(
        id="joint press conference",
        text="At a joint press conference with German Chancellor Friedrich Merz, Netanyahu said Israel would sell Berlin a new radar. Merz said the price was fair. “It is a friend's price,” Netanyahu interjected, to laughter. The chancellor replied that friends were expensive.",
        reported=(("netanyahu", "Israel would sell Berlin a new radar"), ("netanyahu", "It is a friend's price")),
        never=("the price was fair", "friends were expensive"),
    ),
    Case(
        id="caps and an emoji",
        text="In an early-morning post the president went after the Fed again: “TOO LATE Powell is at it AGAIN!!! 😡 Cut the rates, or go home...” Trump added that a replacement had been “practically chosen”.|The Fed declined to comment.",
        reported=(("trump", "TOO LATE Powell is at it AGAIN"), ("trump", "practically chosen")),
    ),
    Case(
        id="reported in the passive",
        text="Trump has been accused of hiding the bill. Netanyahu was praised for his patience by the Speaker, Amir Ohana. It was claimed that Baghaei had left the country.",
        never=("hiding the bill", "his patience", "had left the country"),
    ),
    Case(
        id="warned and urged, with who",
        text="Baghaei, who was speaking at a mosque in Qom, warned that any move against the shrine would be answered “in kind and in time”. He urged pilgrims to be patient. A cleric beside him said patience was half of faith.",
        reported=(("baghaei", "any move against the shrine would be answered"), ("baghaei", "be patient")),
        never=("patience was half of faith",),
    ),
    Case(
        id="denial in a headline and text",
        title="Netanyahu denies rift with army",
        text="There is no rift, Netanyahu insisted on Friday. He and the chief of staff, he said, “eat from one bowl”. Eyal Zamir, the chief of staff, told cadets that bowls break.",
        reported=(("netanyahu", "There is no rift"), ("netanyahu", "eat from one bowl")),
        never=("bowls break",),
    ),
    Case(
        id="history",
        text="In 1987 Trump told a newspaper that he had no wish to be president. Thirty years later the same paper asked him again. “I changed my mind,” he said.",
        reported=(("trump", "he had no wish to be president"), ("trump", "I changed my mind")),
    ),
    Case(
        id="rumour mill",
        text="Rumours that Netanyahu would resign were spread on Telegram. One channel wrote that he had packed. “Nonsense,” his spokesman, Omer Dostri, said. Netanyahu's son reposted the denial.",
        never=("would resign", "he had packed", "Nonsense"),
    ),
    Case(
        id="two he's in one sentence",
        text="Trump said he had told Zelensky he was “playing cards he doesn't have”. Zelensky said he had replied that this was not a game.",
        reported=(("trump", "playing cards he doesn't have"),),
        never=("this was not a game",),
    ),
    Case(
        id="who asks once in a transcript",
        text="Orbita: Has the ferry sailed?|Baghaei: It has sailed.|Meridian News: Who was on board?|Baghaei: Only sailors were on board.|Harbor Post: Trump says the ferry was empty.|Baghaei: He was not on board.|Kestrel: Will it come back?|Baghaei: With the tide.",
        reported=(("baghaei", "Only sailors were on board."), ("baghaei", "He was not on board.")),
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
        reported=(("baghaei", "the lamps had been counted"),),
        never=("Your lamp is ready",),
    ),
    Case(
        id="played on a stage",
        text="The theatre opened on Saturday. In the second act Netanyahu, played by Amos Tal, tells the audience: “I never wanted this role.”|On Sunday Netanyahu said he had not seen it.",
        reported=(("netanyahu", "he had not seen it"),),
        never=("I never wanted this role",),
    ),
    Case(
        id="read out",
        text="Reading from a card that a girl from Flint had sent him, Trump said: “Dear President, my boat has no name.” Baghaei recited a verse by Saadi: “The limbs are of one body.” He then said the boat had been named.",
        reported=(("baghaei", "the boat had been named"),),
        never=("my boat has no name", "The limbs are of one body"),
    ),
    Case(
        id="reposted",
        text="Trump reposted a message saying “the mill is empty.” He reposted a clip of the mill and added: “It was never full.”",
        reported=(("trump", "It was never full"),),
        never=("the mill is empty",),
    ),
    Case(
        id="said to be false",
        text="It is false that Trump said “sell the lighthouse”. Rumours that Netanyahu said the mill could wait are untrue. Trump said the false bottom of the boat had held.",
        reported=(("trump", "the false bottom of the boat had held"),),
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
        reported=(("trump", "would open in June"),),
        never=("nobody had won it",),
    ),
    Case(
        id="heard by who was there",
        text="Trump told a donor that boats were “a headache,” said a person who was at the table. Netanyahu told the conductor that the brass was fine, according to two people who attended. A person briefed on the call said Trump had told a banker that gold was dull.",
        reported=(("trump", "a headache"), ("netanyahu", "the brass was fine")),
        never=("gold was dull",),
    ),
    Case(
        id="whom he answers",
        text="In response to remarks by President Trump that the lake would freeze, Baghaei said lakes do as they please. Commenting on a report by a London paper that the ferry had sunk, Baghaei said it was in port.",
        reported=(
            ("trump", "the lake would freeze"),
            ("baghaei", "lakes do as they please"),
            ("baghaei", "it was in port"),
        ),
        never=("the ferry had sunk",),
    ),
    Case(
        id="whom he answers, in one quotation",
        text="Baghaei spoke in Tehran. In reaction to the claims of the US president that the sea was “very calm, very beautiful”, he retorted that Mr. Trump should swim in it.",
        reported=(("trump", "very calm, very beautiful"), ("baghaei", "should swim in it")),
    ),
    Case(
        id="appears to say",
        text="A shared video in which Trump appears to say that he was born in a lighthouse was cut. Trump appeared to threaten that he would stop the sale.",
        reported=(("trump", "he would stop the sale"),),
        never=("he was born in a lighthouse",),
    ),
    Case(
        id="an official agency is no official",
        text="Baghaei said the track had been mended, according to the official news agency IRNA. He told a meeting in Tehran that the trains would run, according to Iran’s official IRNA.|According to an official familiar with the matter, Trump told donors that the mill was his.",
        reported=(("baghaei", "the track had been mended"), ("baghaei", "the trains would run")),
        never=("the mill was his",),
    ),
    Case(
        id="an apostrophe within a name",
        text="TEHRAN – The Iranian Foreign Ministry spokesman, Esma’eil Baqa’ei, told reporters that the papers had been handed over.|Baqa’ei also warned that the harbour would stay shut.",
        reported=(("baghaei", "the papers had been handed over"), ("baghaei", "the harbour would stay shut")),
    ),
    Case(
        id="the witness and the defendant",
        text="Prime Minister Benjamin Netanyahu took the stand in Tel Aviv on Monday. “Did you think that boxes grow on trees?” prosecutor Jonathan Tadmor asked.|“I was running a country,” the witness replied. The defendant said he had never counted them.",
        reported=(("netanyahu", "I was running a country"), ("netanyahu", "he had never counted them")),
    ),
    Case(
        id="another witness",
        text="At Netanyahu's trial Hadas Arlen testified on Monday that the boxes were ordered by code.|“They called the champagne pinks,” the witness said.",
        never=("They called the champagne pinks",),
    ),
    Case(
        id="a short answer in a sentence of its own",
        text="President Donald Trump signed the order on Monday. At the end a reporter asked how the coin would be called. The president thought about it. “The Three. Keep it simple.”",
        reported=(("trump", "The Three. Keep it simple."),),
    ),
    Case(
        id="whom he asked",
        text="Trump asked the miller whether he would sign. “Yes, with a new wheel, and not before the winter is over.”",
        never=("Yes, with a new wheel",),
    ),
    Case(
        id="it is what he wrote",
        text="In a post on Tuesday, President Trump told the millers to go on. “Write down everything,” it said.|US Ambassador Karl Marsh read out a message from Trump. “The mill weeps with you today,” it said.|Netanyahu’s letter was short. “We are grateful for the wheel,” it said.|Trump answered a letter from a miller. “I want my wheel back,” it said.",
        reported=(
            ("trump", "Write down everything"),
            ("trump", "The mill weeps with you today"),
            ("netanyahu", "We are grateful for the wheel"),
        ),
        never=("I want my wheel back",),
    ),
    Case(
        id="what he said was",
        text="What the Israeli prime minister said was that he saw no reason to go. Netanyahu spoke in Haifa.|What Trump in fact said was: “Bread is too expensive. We are bringing it down.”|Trump is said to have said that the oven was cold.",
        reported=(("netanyahu", "he saw no reason to go"), ("trump", "Bread is too expensive")),
        never=("What", "the oven was cold"),
    ),
    Case(
        id="in his view",
        text="Netanyahu spoke on Monday. The bridge at Haifa, in his view, was “not worth a coat of paint,” and the ferry would sink it.|Baghaei met the press in Tehran. Two wings and a tail, in the spokesman’s opinion, carry one bird.",
        reported=(("netanyahu", "not worth a coat of paint"), ("baghaei", "carry one bird")),
    ),
    Case(
        id="the first prime minister",
        text="Netanyahu has been speaking at a memorial for Israel’s first prime minister, David Ben-Gurion.|Whoever rises against the mill will pay, the Israeli prime minister said.",
        reported=(("netanyahu", "Whoever rises against the mill will pay"),),
    ),
    Case(
        id="when asked said nothing had been",
        text="Trump did not mention a visit in May, and when asked said nothing had been scheduled. The spokesman, Esmail Baghaei, held London responsible for the loss of the ferry. Netanyahu said nothing.",
        reported=(("trump", "nothing had been scheduled"), ("baghaei", "London responsible for the loss of the ferry")),
    ),
    Case(
        id="right behind the words",
        text="Baghaei told reporters that the harbour had been a quarrel.|CLAIM 4: “We sent them zero. Zero!” Trump said on January 20, speaking of American lamps.|He opened with a proverb: ‘Who counts the boats?’ Trump waved.",
        reported=(("trump", "We sent them zero"),),
    ),
)

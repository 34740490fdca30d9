"""Sentences as wire copy has them: who is told of, with which words. All of them are invented."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.watcher.reader import find, told, whole

if TYPE_CHECKING:
    from collections.abc import Sequence


T, B, N = "trump", "baghaei", "netanyahu"
Told = tuple[tuple[str, str], ...]

BEHIND: list[tuple[str, Told]] = [
    ("“We will not pay a cent for the lighthouse,” Trump said, according to the White House pool.", ((T, "We will not pay a cent for the lighthouse"),)),
    ("“The dam stays closed,” Netanyahu told ministers, according to a statement from his office.", ((N, "The dam stays closed"),)),
    ("“The orchards are doing very well,” Trump said, according to a transcript released by the White House.", ((T, "The orchards are doing very well"),)),
    ("“No letter has arrived,” Baghaei said, according to state TV.", ((B, "No letter has arrived"),)),
    ("“No letter has arrived,” the foreign ministry spokesman Esmail Baghaei said, IRNA reported.", ((B, "No letter has arrived"),)),
    ("“No letter has arrived,” Baghaei said on Monday, the semi-official Mehr news agency reported.", ((B, "No letter has arrived"),)),
    ("“No letter has arrived,” Baghaei said, according to the oil ministry's news service Orbita.", ((B, "No letter has arrived"),)),
    ("“No letter has arrived,” Baghaei was quoted as saying by state television.", ((B, "No letter has arrived"),)),
    ("“No letter has arrived,” Baghaei said in remarks carried by the official IRNA news agency.", ((B, "No letter has arrived"),)),
    ("“No letter has arrived,” Baghaei told reporters on Sunday, according to a translation by Harbor News.", ((B, "No letter has arrived"),)),
    ("“The bakery deal is dead,” Trump told Fox News in an interview aired Sunday, according to excerpts released by the network.", ((T, "The bakery deal is dead"),)),
    ("“The bakery deal is dead,” he said, according to a pool report. Trump was on his way to Ohio.", ()),
    ("“The bakery deal is dead,” President Trump said on Saturday, the BBC reports.", ((T, "The bakery deal is dead"),)),
    ("“Every well will be dug,” Netanyahu said in the meeting, according to a readout from the Prime Minister’s Office.", ((N, "Every well will be dug"),)),
    ("“Every well will be dug,” Netanyahu said at the start of the meeting, a statement from his office said.", ((N, "Every well will be dug"),)),
    ("Netanyahu told President Trump in a phone call that the wells could not wait, his office said.", ((N, "the wells could not wait"),)),
    ("Netanyahu told the cabinet that the wells would be dug by spring, according to his office.", ((N, "the wells would be dug by spring"),)),
    ("Netanyahu said the wells would be dug by spring, according to the Prime Minister’s Office.", ((N, "the wells would be dug by spring"),)),
    ("Netanyahu said that the wells would be dug by spring, Army Radio reported.", ((N, "the wells would be dug by spring"),)),
    ("Trump said the lighthouse would be sold by May, according to the White House.", ((T, "the lighthouse would be sold by May"),)),
    ("Baghaei said the ferries would run in March, according to IRNA.", ((B, "the ferries would run in March"),)),
    ("Baghaei said that the ferries would run in March, the Harbor News Agency reported on Monday.", ((B, "the ferries would run in March"),)),
    ("Baghaei warned that the ferries would stop at once, the Tasnim news agency reported.", ((B, "the ferries would stop at once"),)),
    ("“We are in no hurry,” Trump said Friday, according to The Associated Press. “We have time.”", ((T, "We are in no hurry We have time"),)),
    ("“We are in no hurry,” Trump reportedly told donors, according to the Harbor Post.", ()),
    ("“The mills are silent,” said Netanyahu, according to Israeli media.", ((N, "The mills are silent"),)),
    ("“The mills are silent,” said the prime minister, according to a readout from his office. Netanyahu was tired.", ((N, "The mills are silent"),)),
    ("“The mills are silent,” said Lapid, according to Israeli media. Netanyahu was not there.", ()),
    ("“The mills are silent,” said an aide to Netanyahu, according to Israeli media.", ()),
    ("“The mills are silent,” Netanyahu said, according to Israeli media.", ((N, "The mills are silent"),)),
    ("“The mills are silent,” Netanyahu says, according to a Hebrew-language statement issued by his office.", ((N, "The mills are silent"),)),
    ("“The mills are silent,” Netanyahu wrote on X, according to a translation of the Hebrew post.", ((N, "The mills are silent"),)),
]  # fmt: skip

BEFORE: list[tuple[str, Told]] = [
    ("Baghaei said, IRNA reported, that no letter had arrived.", ((B, "no letter had arrived"),)),
    ("Trump said, according to a transcript, that kites were back.", ((T, "kites were back"),)),
    ("Baghaei said, according to state media, that no letter had come.", ((B, "no letter had come"),)),
    ("Netanyahu said, according to the pool report, that he would fly.", ((N, "he would fly"),)),
    ("Trump, according to the press service, promised to look into the mill.", ((T, "to look into the mill"),)),
    ("An aide to Trump, according to the press service, promised to look into the mill.", ()),
    ("The paper quotes the foreign ministry's spokesman, Esmail Baghaei, as saying that no letter had come.", ((B, "no letter had come"),)),
    ("The paper quotes people close to the US president, Donald Trump, as saying that kites were back.", ()),
    ("The paper quotes the lawyer of the prime minister, Benjamin Netanyahu, as saying that kites were back.", ()),
    ("The paper quotes the spokesman for the ministry, Esmail Baghaei, as saying that kites were back.", ((B, "kites were back"),)),
    ("The paper quotes an aide to the foreign ministry's spokesman, Esmail Baghaei, as saying that no letter had come.", ()),
    ("Trump told reporters, according to CNN, that the mill was his.", ((T, "the mill was his"),)),
    ("Netanyahu said, Army Radio reported on Monday, that the wells were dry.", ((N, "the wells were dry"),)),
    ("Lapid said, Army Radio reported, that the wells were dry. Netanyahu was not there.", ()),
    ("“We are in no hurry,” Trump was quoted as saying by state TV.", ((T, "We are in no hurry"),)),
    ("The wells are dry, Netanyahu was quoted as saying by Army Radio.", ((N, "The wells are dry"),)),
    ("Officials who met Trump said, Army Radio reported, that the wells were dry.", ()),
    ("“We are in no hurry,” an aide to Trump was quoted as saying by state TV.", ()),
    ("According to the Harbor News Agency, Esmail Baghaei said “the ferries run in March”.", ((B, "the ferries run in March"),)),
    ("According to IRNA, Baghaei said that the ferries would run in March.", ((B, "the ferries would run in March"),)),
    ("According to a readout, Trump told the emir that the lighthouse was safe.", ((T, "the lighthouse was safe"),)),
    ("According to a statement from his office, Netanyahu told the minister: “The wells are ours.”", ((N, "The wells are ours"),)),
    ("The Harbor News Agency reported that Baghaei said the ferries would run in March.", ((B, "the ferries would run in March"),)),
    ("State television reported on Tuesday that Baghaei had said “no letter has arrived”.", ((B, "no letter has arrived"),)),
    ("IRNA quoted Baghaei as saying that no letter had arrived.", ((B, "no letter had arrived"),)),
    ("The Tasnim news agency quoted Baghaei as telling reporters that no letter had arrived.", ((B, "no letter had arrived"),)),
    ("His office quoted Netanyahu as saying the wells were “ours to dig”.", ((N, "the wells were “ours to dig”"),)),
    ("Tehran’s foreign ministry spokesman, Esmail Baghaei, was quoted as saying by state TV that no letter had arrived.", ((B, "no letter had arrived"),)),
    ("Baghaei, quoted by the ISNA news agency, said no letter had arrived.", ((B, "no letter had arrived"),)),
    ("Trump, according to a White House transcript, replied: “Not a cent.”", ((T, "Not a cent"),)),
    ("A statement from his office said Netanyahu had told the minister that the wells were dry.", ((N, "the wells were dry"),)),
    ("In a statement carried by IRNA, Baghaei said: “No letter has arrived.”", ((B, "No letter has arrived"),)),
    ("In remarks carried by state media, Baghaei said no letter had arrived.", ((B, "no letter had arrived"),)),
    ("In an interview with NBC aired Sunday, Trump said the lighthouse was “a bargain”.", ((T, "the lighthouse was “a bargain”"),)),
    ("The Harbor Post reported that Trump had told aides that the lighthouse was a bargain.", ((T, "the lighthouse was a bargain"),)),
    ("IRNA: Baghaei says no letter has arrived", ((B, "no letter has arrived"),)),
    ("Baghaei to IRNA: “No letter has arrived”", ((B, "No letter has arrived"),)),
    ('"The ferries run in March," Baghaei told the agency, which carried his remarks on Sunday.', ((B, "The ferries run in March"),)),
    ("17:42 – Netanyahu: “The wells are ours,” his office says in a statement.", ((N, "The wells are ours"),)),
]  # fmt: skip

NOT_HIS: list[tuple[str, Told]] = [
    ("“We are close,” envoy Steve Oakley said, according to the White House pool. Trump looked on.", ()),
    ("“We are close,” Yair Netanyahu said, according to Army Radio.", ()),
    ("“We are close,” Eric Trump said, according to the Harbor Post.", ()),
    ("“We are close,” Trump’s envoy said, according to the White House pool.", ()),
    ("“We are close,” an aide to Netanyahu said, according to a statement from the prime minister’s office.", ()),
    ("“We are close,” a spokesman for Netanyahu told Army Radio, according to the station.", ()),
    ("“We are close,” Baghaei’s deputy said, IRNA reported.", ()),
    ("“We are close,” Netanyahu’s office said, according to Army Radio.", ()),
    ("“We are close,” the White House said, according to Reuters, as Trump flew home.", ()),
    ("“We are close,” Tehran’s army spokesman was quoted as saying by state TV. Baghaei did not comment.", ()),
    ("“We are close,” the ministry said, according to IRNA, and Baghaei did not comment.", ()),
    ("According to IRNA, the army spokesman, Ali Zadeh, said that Baghaei “will explain”.", ()),
    ("According to the Harbor Post, Trump’s lawyer said that “the case is closed”.", ()),
    ("The dam stays closed, Netanyahu’s office said.", ()),
    ("His office said the wells were dry, as Netanyahu flew to Rome.", ()),
    ("Trump told Netanyahu that the wells could wait, according to Netanyahu’s office.", ()),
    ("Starmer told Trump that the lighthouse was safe, according to a readout from Downing Street.", ()),
    ("Netanyahu was told by Trump that the wells could wait, his office said.", ((T, "the wells could wait"),)),
    ("Lapid said Netanyahu had told him that “the wells are ours”.", ()),
    ("Lapid told Army Radio that Netanyahu had said “the wells are ours”, the station reported.", ()),
    ("“Netanyahu told me that the wells are ours,” Lapid said, according to Army Radio.", ()),
    ("“Trump said it would rain,” the minister said, according to IRNA.", ()),
    ("According to Lapid, Netanyahu said that the wells were dry.", ()),
    ("According to two people familiar with the call, Trump told Netanyahu that the wells could wait.", ()),
    ("“The wells can wait,” Trump told Netanyahu, according to two officials briefed on the call.", ((T, "The wells can wait,"),)),
    ("According to the agency, Baghaei is expected to say that the ferries will run.", ()),
    ("According to IRNA, Baghaei did not say that the ferries would run.", ()),
    ("Baghaei will say that the ferries run, according to IRNA.", ()),
    ("According to the Harbor Post, Trump never said that the lighthouse was safe.", ()),
    ("“We will not pay,” Trump would say, according to an aide’s script.", ()),
    ("Trump may say that the lighthouse is safe, according to the Harbor Post.", ()),
    ("Trump declined to say whether the lighthouse was safe, according to the White House pool.", ()),
    ("The White House denied that Trump had said “sell the lighthouse”.", ()),
    ("Netanyahu’s office denied that he had told ministers that the wells were dry.", ()),
    ("The Harbor Post did not report that Trump had said “sell the lighthouse”.", ()),
    ("It is false that Trump said, according to the Harbor Post, “sell the lighthouse”.", ()),
    ("If Trump said that the lighthouse was safe, the Harbor Post reported, few would believe it.", ()),
    ("Trump and Netanyahu said the wells could wait, according to a joint statement.", ((T, "the wells could wait"),)),
    ("“The wells can wait,” the two leaders said in a joint statement released by the White House. Trump then left.", ()),
    ("“It is a hoax,” Trump’s campaign said, according to Reuters.", ()),
    ("“They came at night,” a witness said, according to Army Radio, hours after Netanyahu spoke.", ()),
    ("Asked what Trump had said, the spokeswoman, Karoline Levin, said “ask him”, according to the pool.", ()),
    ("The satirical site The Gull reported that Trump said “sell the moon”.", ()),
]  # fmt: skip

TURNS: list[tuple[str, Told]] = [
    ("Baghaei dismissed the claim, calling it “a tired old story”.", ((B, "it “a tired old story”"),)),
    ("Baghaei rejected the report.", ()),
    ("Baghaei rejected the report as “a tired old story”.", ((B, "the report as “a tired old story”"),)),
    ("“Look,” he said, “the lighthouse is ours.” Trump and Netanyahu had been asked about the fees.", ()),
    ("Yair Lapid smiled. “Look,” he said, “the lighthouse is ours.” Trump had been asked about the fees.", ()),
    ("“Look,” he said, “the lighthouse is ours.” Trump disagreed.", ()),
]  # fmt: skip

UNSURE: list[tuple[str, Told]] = [
    ("Trump praised the deal, the White House said: “All is well in the mill.”", ()),
    ("Trump said the deal was done, the White House reported: “He is happy with the mill.”", ((T, "the deal was done"),)),
    ("In a call with the emir, Trump said the mill was safe, the White House said.", ((T, "the mill was safe"),)),
    ("The Kremlin said Trump told its envoy that the mill was safe.", ()),
    ("The Prime Minister’s Office says Netanyahu and Trump agreed that the mill is safe.", ()),
    ("The Prime Minister’s Office says Netanyahu stressed to Trump that the mill is safe.", ((N, "the mill is safe"),)),
    ("Keller’s office said he told Trump that the mill was safe.", ()),
    ("Trump, according to three people who were in the room, said the mill was “mine”.", ((T, "the mill was “mine”"),)),
    ("Trump, according to three people briefed on the talk, said the mill was “mine”.", ()),
    ("Channel 12 aired a recording in which Netanyahu is heard saying “the mill is empty”.", ((N, "the mill is empty"),)),
    ("Trump reposted a message saying “the mill is empty,” according to AP.", ()),
    ("Trump listened as the farmer said the mill was empty, according to the pool.", ()),
    ("Standing next to Trump, the farmer said the mill was empty, according to the pool.", ()),
    ("Standing next to the farmer, Trump said the mill was empty, according to the pool.", ((T, "the mill was empty"),)),
    ("According to Reuters, the man Trump called a friend said the mill was empty.", ()),
    ("According to Reuters, a farmer Netanyahu called “a friend” said the mill was “empty”.", ()),
    ("“Empty,” the farmer said. “Full,” Trump said, according to the pool.", ((T, "Full"),)),
    ("“Empty,” Trump said, according to the pool, and the farmer said “full”.", ((T, "Empty"),)),
    ("PRESIDENT TRUMP: It is empty. Netanyahu: It is not.", ((T, "It is empty"), (N, "It is not"))),
    ("PRESIDENT TRUMP: It is empty. I said to Lapid: fill it. Answer: no. Thank you.", ((T, "It is empty I said to Lapid fill it Answer no Thank you"),)),
    ("“It is empty,” Trump is alleged to have said, according to CNN.", ()),
    ("Asked about Baghaei’s comments, Trump said “he knows nothing,” according to a pool report.", ((T, "he knows nothing"),)),
    ("Asked about Trump’s comments, a ministry official said “he knows nothing,” according to IRNA.", ()),
    ("Baghaei, asked about Trump’s remark that the mill would move, said it “stays,” IRNA reported.", ((B, "it “stays,”"),)),
    ("“He knows nothing,” Trump critic Ann Hale said, according to CNN.", ()),
    ("“He knows nothing,” Ann Hale told Trump, the president said, according to CNN.", ()),
    ("The Times reported that aides told Trump the mill would move.", ()),
    ("Baghaei said Trump “said the mill would move,” IRNA reported.", ((B, "Trump “said the mill would move,”"),)),
    ("Q: Is it empty? Trump: It is. Netanyahu: It is not.", ((T, "It is"), (N, "It is not"))),
]  # fmt: skip

MORE: list[tuple[str, Told]] = [
    ("TEHRAN, April 3 (IRNA) – “No letter has arrived,” Esmail Baghaei said on Thursday, according to the ministry’s website.", ((B, "No letter has arrived"),)),
    ("Netanyahu told the delegation “the mills will reopen,” according to an English-language readout from his office.", ((N, "the mills will reopen"),)),
    ("“The mills will reopen,” Netanyahu told the delegation, his office quoted him as saying.", ((N, "The mills will reopen"),)),
    ("“The mills will reopen,” he told the delegation, according to his office. Netanyahu leaves for Rome on Monday.", ()),
    ("Netanyahu met the delegation on Monday. “The mills will reopen,” he told them, according to his office.", ((N, "The mills will reopen"),)),
    ("Netanyahu met Yair Lapid on Monday. Lapid’s office quoted him as saying: “The mills will reopen.”", ()),
    ("Trump spoke at noon. “It is a lovely lighthouse,” he said, per the White House pool.", ((T, "It is a lovely lighthouse"),)),
    ("Trump spoke at noon. He said the lighthouse was lovely, according to a pool report.", ((T, "the lighthouse was lovely"),)),
    ("Trump spoke at noon. Asked about the fees, he said they “will be gone”, according to CNN.", ((T, "they “will be gone”"),)),
    ("“They will be gone,” Trump told reporters, according to a video posted by the White House.", ((T, "They will be gone"),)),
    ("“They will be gone,” Trump can be heard saying in a video released by the White House.", ((T, "They will be gone"),)),
    ("In a phone interview with Axios, Trump said the fees “will be gone”, the outlet reported.", ((T, "the fees “will be gone”"),)),
    ("Trump told the Harbor Post in an interview published Sunday that he would sell the lighthouse.", ((T, "he would sell the lighthouse"),)),
    ("Trump called the lighthouse “a ruin,” according to the White House pool.", ((T, "the lighthouse “a ruin,”"),)),
    ("Trump has called the lighthouse “a ruin”, the BBC reported.", ((T, "the lighthouse “a ruin”"),)),
    ("Trump denied that the lighthouse had been sold, according to Reuters.", ((T, "the lighthouse had been sold"),)),
    ("Trump asked whether the lighthouse had been sold, according to the pool.", ()),
    ("Trump was asked whether the lighthouse had been sold, according to the pool.", ()),
    ("Trump and his envoy said the lighthouse had been sold, according to the pool.", ((T, "the lighthouse had been sold"),)),
    ("Trump said the lighthouse had been sold and Netanyahu said the wells were dry, according to the pool.", ((T, "the lighthouse had been sold"), (N, "the wells were dry"))),
    ("“It is sold,” Trump said, “and Netanyahu knows it,” according to the pool.", ((T, "It is sold and Netanyahu knows it"),)),
    ("“It is sold,” Trump said. Netanyahu said “good,” according to the pool.", ((T, "It is sold"), (N, "good"))),
    ("“It is sold,” said Karoline Levin, Trump’s spokeswoman, according to the pool.", ()),
    ("“It is sold,” said Trump’s spokeswoman, Karoline Levin, according to the pool.", ()),
    ("“It is sold,” spokeswoman Karoline Levin quoted Trump as saying, according to the pool.", ()),
    ("Karoline Levin said Trump had told her that it was sold, according to the pool.", ()),
    ("Levin told the pool that Trump said “it is sold”.", ()),
    ("Baghaei’s Iraqi counterpart said the ferries would run, IRNA reported.", ()),
    ("Hamid Baghaei said the ferries would run, according to Fars.", ()),
    ("Iraq’s foreign ministry spokesman said the ferries would run, according to IRNA. Baghaei agreed.", ()),
    ("Baghaei spoke on Monday. The spokesman said the ferries would run, according to Fars.", ((B, "the ferries would run"),)),
    ("Tehran’s foreign ministry spokesman Esmaeil Baqaei told the Tasnim news agency that the ferries would run.", ((B, "the ferries would run"),)),
    ("State TV cited Baqaei as saying the ferries “would run as before”.", ((B, "the ferries “would run as before”"),)),
    ("Press TV quoted a spokesman for the army as saying that the ferries would run. Baqaei was in Muscat.", ()),
    ("Baqaei told state TV: “The ferries will run.”", ((B, "The ferries will run"),)),
    ("“The ferries will run,” state TV quoted Baqaei as saying.", ((B, "The ferries will run"),)),
    ("“The ferries will run,” state TV quoted the transport minister as saying, hours after Baqaei spoke.", ()),
    ("14:05 – Iran’s Baqaei says the ferries will run, according to IRNA", ((B, "the ferries will run"),)),
    ("14:05 GMT\nTrump says ‘the lighthouse is ours’\nUS President Donald Trump says “the lighthouse is ours,” according to a White House pool report.", ((T, "the lighthouse is ours"), (T, "the lighthouse is ours"))),
    ("Speaking in Muscat, Baqaei said the ferries would run, according to an IRNA report.", ((B, "the ferries would run"),)),
    ("On Monday, Baqaei said the ferries would run, Tasnim reported.", ((B, "the ferries would run"),)),
    ("According to a person close to Netanyahu, he told ministers that the mills would reopen.", ()),
    ("Netanyahu told ministers that the mills would reopen, two officials said.", ((N, "the mills would reopen"),)),
    ("Netanyahu told ministers that the mills would reopen, two participants tell the site.", ((N, "the mills would reopen"),)),
    ("Netanyahu told ministers that the mills would reopen, a source briefed on the talk said.", ((N, "the mills would reopen"),)),
    ("Two officials said that Netanyahu told ministers that the mills would reopen.", ()),
    ("Netanyahu told ministers that the mills would reopen, Lapid said.", ()),
    ("Netanyahu told ministers that the mills would reopen, his wife said.", ()),
    ("Netanyahu told Trump that the mills would reopen, the White House said.", ()),
    ("Trump told Netanyahu that the mills could wait, the Israeli Prime Minister’s Office said.", ()),
    ("Trump told the emir that the mills could wait, according to a Qatari government statement.", ()),
    ("Trump told the emir that the mills could wait, according to a White House statement.", ((T, "the mills could wait"),)),
    ("Trump told Netanyahu that “the mills can wait,” Axios reported, citing two officials.", ()),
    ("Trump told Netanyahu that “the mills can wait,” Channel 12 reported, without citing a source.", ()),
    ("Rumors that Trump said the mills could wait, according to the Harbor Post, are false.", ()),
    ("Lapid claimed that Trump said the mills could wait, according to Army Radio.", ()),
    ("The Gull, a parody site, reported that Trump said the mills could wait.", ()),
    ("Trump’s remarks, according to Reuters, surprised ministers who said the mills could wait.", ()),
    ("According to Reuters, ministers who met Trump said the mills could wait.", ()),
    ("According to Reuters, an adviser to Trump said the mills could wait.", ()),
    ("According to Reuters, the man who sold Trump the lighthouse said it was “a steal”.", ()),
    ("According to Reuters, Senator Ann Hale, who met Trump, said it was “a steal”.", ()),
    ("According to Reuters, Senator Ann Hale, a friend of Trump, said it was “a steal”.", ()),
    ("According to Reuters, Trump, who met Senator Ann Hale, said it was “a steal”.", ((T, "it was “a steal”"),)),
    ("“It was a steal,” Senator Ann Hale told Trump, according to Reuters.", ()),
    ("“It was a steal,” Trump’s son said, according to Reuters.", ()),
    ("“It was a steal,” Donald Trump Jr. said, according to Reuters.", ()),
    ("“It was a steal,” Trump senior adviser Steve Oakley said, according to Reuters.", ()),
    ("“It was a steal,” Trump’s Truth Social post said, according to Reuters.", ()),
    ("“It was a steal,” the president of Brazil said, according to Reuters. Trump agreed.", ()),
    ("“It was a steal,” the British prime minister said, according to Reuters. Netanyahu’s office declined to comment.", ()),
    ("“It was a steal,” former president Carl Boone said, according to Reuters, and Trump agreed.", ()),
]  # fmt: skip


def words(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text.lower()).split())


def mouths(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((actor, words(text)) for actor, text in pairs)


AS_SAYING: list[tuple[str, Told]] = [
    (
        "State TV quoted foreign ministry spokesman Esmail Baghaei as saying: “No letter has arrived.”",
        ((B, "No letter has arrived."),),
    ),
    (
        "State television quoted the ministry’s spokesman, Esmail Baghaei, as saying that no letter had arrived.",
        ((B, "no letter had arrived"),),
    ),
    (
        "The IRNA news agency quoted Esmail Baghaei as saying that no letter had arrived at the port.",
        ((B, "no letter had arrived at the port"),),
    ),
    ("The paper quoted an aide to Esmail Baghaei as saying: “No letter has arrived.”", ()),
    (
        "The agency quoted the mayor of the port, Jonas Venn, as saying: “No letter has arrived.” Esmail Baghaei was not there.",
        (),
    ),
]


WIRE: list[tuple[str, Told]] = [
    ("Trump, according to Reuters, said the port was safe.", ((T, "the port was safe"),)),
    ("Trump, according to the pool report, said that the port was safe.", ((T, "the port was safe"),)),
    ("Netanyahu, according to his office, told ministers that the wells were dry.", ((N, "the wells were dry"),)),
    ("Baghaei, according to IRNA, said: “The letter has arrived.”", ((B, "The letter has arrived"),)),
    ("Trump, according to Bolton, said the port was safe.", ()),
    ("The port was safe, Reuters quoted Trump as saying.", ((T, "The port was safe"),)),
    ("The letter had arrived, state television quoted Baghaei as saying on Monday.", ((B, "The letter had arrived"),)),
    ("Trump’s office quoted him as saying that the port was safe.", ((T, "the port was safe"),)),
    ("Netanyahu’s office quoted him as saying, “The wells are ours.”", ((N, "The wells are ours"),)),
    ("The mayor’s office quoted him as saying the port was shut. Trump was in Ohio.", ()),
    ("A statement from Trump said: “It is safe.”", ((T, "It is safe"),)),
    ("“It is safe,” a statement by President Trump said.", ((T, "It is safe"),)),
    ("A message from Netanyahu read: “We will stay.”", ((N, "We will stay"),)),
    ("A statement from Trump’s office said: “It is safe.”", ()),
    ("A statement from Trump’s lawyer said: “It is safe.”", ()),
    ("“It is safe,” said a statement from Lara Trump.", ()),
    ("“It is safe,” said a statement from Trump spokesman Steven Oakley.", ()),
]

BESIDE: list[tuple[str, Told]] = [
    ("Iran's president, Masoud Pezeshkian, quoted by Baghaei at a briefing, said the embassy would reopen.", ()),
    ("Pezeshkian, as quoted by Baghaei in Tehran, said that the embassy would reopen.", ()),
    ("Carney, cited by Trump in his speech, said Canada would buy the jets.", ()),
    ("The Qatari emir, praised by Trump as a “great guy”, said the talks would resume.", ()),
    ("Trump, praised by Netanyahu in the Knesset, said the talks would resume.", ((T, "the talks would resume"),)),
    ("Trump, quoted by Fox News, said the ships were on their way.", ((T, "the ships were on their way"),)),
    ("Reacting to Netanyahu's statement that the regime would fall, Baghaei wrote that “the wolf dreams of the flock”.", ((N, "the regime would fall"), (B, "“the wolf dreams of the flock”"))),
    ("Responding to Netanyahu's remarks that Iran was weak, Baghaei said the world had seen otherwise.", ((N, "Iran was weak"), (B, "the world had seen otherwise"))),
    ("Responding to Macron's announcement that France would recognise Palestine, Netanyahu called it “a huge reward for terror”.", ((N, "it “a huge reward for terror”"),)),
    ("Baghaei, according to the Tasnim news agency, told reporters that the inspectors would be let in.", ((B, "the inspectors would be let in"),)),
    ("Trump did not speak. A viral post claims that the president said “Social Security ends in 2026”.", ()),
    ("Isaac Herzog was urged by Trump to pardon Netanyahu. He said he would decide alone.", ((T, "Isaac Herzog to pardon Netanyahu"),)),
    ("What Baghaei said:\n• The talks are over for now.\n• Oman remains the mediator.\nWhat Witkoff said:\n• The talks will resume on Friday.", ((B, "The talks are over for now. • Oman remains the mediator"),)),
    ("IRNA quoted Baghaei as saying on Tuesday that there was no plan for a new round.", ((B, "there was no plan for a new round"),)),
]  # fmt: skip


SHEETS: list[tuple[str, Told]] = [
    ("“I made him a very good offer,” said Trump; “I have not seen it,” said Petro.", ((T, "I made him a very good offer"),)),
    ("“I have not seen it,” said Petro; “I made him a very good offer,” said Trump.", ((T, "I made him a very good offer"),)),
    ("According to Trump, the Canadians have asked for a fourth round.", ((T, "the Canadians have asked for a fourth round"),)),
    ("Citing Baghaei, the Tasnim agency reported that three consulates would reopen.", ((B, "three consulates would reopen"),)),
    ("Three consulates will reopen, Tasnim reported, citing foreign ministry spokesman Esmail Baghaei.", ((B, "Three consulates will reopen"),)),
    ("Tasnim reported, citing Baghaei's deputy, that three consulates would reopen.", ()),
    ("Tasnim reported, citing a source close to Baghaei, that three consulates would reopen.", ()),
    ("Trump quoted the engineer as saying the bridge would fall.", ()),
    ("Trump read in the paper that the bridge had fallen.", ()),
    ("Trump received a letter saying the bridge would fall.", ()),
    ("Trump shared a post which said the bridge would fall.", ()),
    ("Trump sent a letter saying the bridge would fall.", ((T, "the bridge would fall"),)),
    ("Trump posted a video saying the bridge would fall.", ((T, "the bridge would fall"),)),
    ("Trump dismissed the head of the labour office on Friday.", ()),
    ("Trump dismissed the head of the labour office as a fool.", ((T, "the head of the labour office as a fool"),)),
    ("FACT CHECK: Did Trump say that the Mississippi flows north? No.", ()),
    ("“We got a press release,” the prime minister told parliament in Canberra, referring to Netanyahu's remarks.", ()),
    ("Netanyahu spoke on Monday. The prime minister said in a video from Netanyahu's office that the wells were dry.", ((N, "the wells were dry"),)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [*SHEETS, *BEHIND, *BEFORE, *NOT_HIS, *TURNS, *UNSURE, *MORE, *AS_SAYING, *WIRE, *BESIDE]
)
def test_who_is_told_of_with_which_words(text: str, expected: Told) -> None:
    assert mouths(told(text, find(whole(), text))) == mouths(expected)

"""Given names with their usual gender; only for telling *he* from *she*."""

# ruff: noqa: E501 - tables of words

from __future__ import annotations

from typing import Final

FEMALE: Final = frozenset(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily "
    "donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda "
    "pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia "
    "joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann "
    "sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella "
    "theresa diana natalie brittany charlotte marie kayla alexis lori hillary melania ivanka tiffany kellyanne karoline pam tulsi nikki "
    "kamala ursula christiane annalena penny yvette liz theresa angela nancy maryam fatemeh zahra leila shirin narges masoumeh marzieh "
    "mina nasrin parisa golnaz tzipi ayelet miri merav orit gila dalia tamar noa yael shira michal rivka golda sima einav hana amal "
    "rima layla huda nadia samira fatima aisha amina lena marta eva anja petra katja ingrid astrid heidi monika sabine ulrike birgit agnes clara nora ida ella stella vivian gillian fiona moira eileen "
    "siobhan niamh orla maeve dawn hazel joy tessa naomi miriam tova leah ronit limor keren inbal yifat galit osnat pnina shelly zehra elif ayse "
    "fatma emine hande leyla nilufar nazanin roya sahar setareh taraneh elham mahsa niloufar azadeh salma hala lina dina mona rana reem zeinab "
    "zainab khadija maha ekaterina anastasia oksana ludmila yulia tatyana nadezhda brigitte valérie florence genevieve hélène isabelle juliette "
    "mathilde odile sylvie veronique ana isabel luisa pilar dolores mercedes beatriz alejandra gabriela daniela valentina catalina paula giulia "
    "chiara elisa paola silvia federica ying mei yoko keiko priya nirmala smriti anjali sunita indira sonia kavita meera deepa claudia giorgia kaja mette sanna jacinda tammy kristi kristen dana kate "
    "katie jill jane joanna beth megyn greta valerie vera irina olga natalia svetlana tatiana elena margarita nicola priti suella esther "
    "sophie chloe lucy molly ellen erin brooke jenna lara vanessa susie alina wendy elise loretta janine francesca rosa carmen lucia".split()
)
MALE: Final = frozenset(
    "james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul "
    "andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry "
    "justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam nathan henry "
    "douglas zachary peter kyle ethan walter noah jeremy christian keith roger terry gerald harold sean austin carl arthur lawrence dylan "
    "jesse jordan bryan billy joe bruce gabriel logan albert willie alan juan wayne elijah randy roy vincent ralph eugene russell bobby "
    "mason philip louis bernie ted marco jeb rand mike ben mitt chris jim bill tim tom steve dan greg rick barack vladimir "
    "emmanuel keir boris rishi olaf friedrich recep bashar ali abbas hassan hossein hussein mohammad mohammed mohamad muhammad mahmoud "
    "ebrahim masoud javad amir reza saeed esmail esmaeil ismail majid kazem hamid akbar ahmad ahmed omar khalid abdullah faisal tamim badr "
    "yair yoav benny naftali avigdor itamar bezalel israel isaac yitzhak ehud gideon eli ron gadi herzi eyal nir amos moshe "
    "shimon ariel boaz danny gilad yossi uri nadav avi yaakov shlomo antony lloyd pete jd jared sergey sergei dmitry volodymyr xi jens "
    "ronen yehuda shaul haim chaim yoram eitan ofer yuval tzachi yechiel yisrael dov zeev ze'ev arye meir menachem rafi sami walid jamal tariq faris "
    "hisham nabil samir karim rami ziad bassam marwan adnan faleh nasser nader behrouz kamal kamran farhad babak siamak ramin hamed vahid mehdi "
    "mahdi morteza mostafa majed naser sadegh yahya younes javier diego pablo enrique rafael andres ricardo roberto mario luca marco giovanni matteo "
    "paolo francesco lars erik bjorn ola henrik mikael anders johan karl heinz wolfgang jürgen dieter uwe markus tobias florian "
    "stefan christoph philippe laurent olivier thierry jacques alain bernard gerard yves mathieu guillaume dmitri mikhail nikolai igor oleg andrei "
    "yuri pavel boris anatoly viktor roman ivan petr tomas janos laszlo viktor zoltan wei jun ming hiroshi kenji takeshi shigeru fumio raj amit anil "
    "sanjay vijay arjun rahul ravi deepak rohan tunde kofi kwame sipho thabo abiy cyril jomo rafael antonio josep stefan hans klaus pierre françois francois nicolas pedro carlos luis miguel fernando narendra imran "
    "shehbaz anwar nouri najib walid hakan mevlut fuad ishaq abolfazl qassem esmaeel hakeem chuck mitch kash elon stephane stéphane max "
    "oliver simon julian nigel ed colin graham craig neil ian alex harry fred lee ray sam jake luke connor evan todd brad doug phil".split()
)

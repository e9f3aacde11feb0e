"""First names that are common around us, to tell on which side of a whole name the first name stands.

A hint for columns, never a judgement on one person: a name that is missing here only gives no hint.
"""

from carnet.clients.search import fold

_NAMES = """
adrien agnès ahmed alain alan albert alessandro alex alexander alexandra alexandre alexia alexis alfred ali
alice alicia aline amandine amélie amina amy ana andré andrea andreas andy angela angelo angélique anita anja
ann anna annabel anne anneleen annelies annemie annick annie anouk antoine antonella antonio ariane arnaud
arne arnold arthur astrid audrey aurélie aurélien axel aya ayoub baptiste barbara bart bas bastien beat
beatrice béatrice ben benedikt bénédicte benjamin benoit benoît bernadette bernard bernd bert bertrand bianca
birgit björn bob boris bram brecht brigitte britt bruno camille carina carine carl carla carlo carlos carmen
carole carolien caroline catherine cathy cécile cédric céline chantal charles charlotte chloé chris christel
christelle christian christiane christina christine christof christoph christophe cindy claire clara claude
claudia claudine claudio clément clémence colette corinne cornelia cyril damien daniel daniela danielle danièle
danny dave david davy debby deborah denis denise diana diane didier diego dieter dimitri dina dirk dominic
dominik dominique dorien doris dorothée dries eddy edgard edith eduard edward edwin elena eleonore elias élise
elisa elisabeth élisabeth elise elke ellen elodie élodie els elsa emeline emile émile émilie emilie emily emma
emmanuel emmanuelle eric éric erica erik erika ernest erwin estelle esther étienne etienne eva eveline evelyne
evi fabian fabien fabienne fabio fabrice fatima fatiha félix felix fernand ferdinand filip fiona flore florence
florent florian françois francois françoise francis francine franck franco frank franz freddy frederic frédéric
frederik frédérique friedrich fritz gabriel gabriele gabrielle gaëlle gaëtan gaston geert geneviève georg george
georges georgette gérald gérard gerard gerd gerda gerrit gert ghislaine gianni gilbert gilles gina ginette
giovanni giulia giuseppe godelieve greet greta griet grégory gregory guido guillaume gunther gustave guy hadrien
hanna hannah hannelore hans harald hassan heidi heinz helen helena hélène helga henri henriette henk herman
hermann hervé hilde hubert hugo hugues ibrahim ida igor ilse ines inès inge ingrid irène irene iris isabel
isabelle isabell ivan ivo jacqueline jacques jan jana jasmine jason jasper jean jeanne jeannette jeannine jef
jelle jennifer jenny jens jeremy jérémy jérôme jessica jill jo joachim joan joanna jochen joël joelle joëlle
johan johann johanna johannes john jolien jonas jonathan joost jorge jörg joris josé jose josef joseph josephine
josette josiane jos joyce juan judith jules julia julie julien juliette jurgen jürgen jurgen justine kaat karel
karen karim karin karine karl karla karolien kaspar kathleen kathrin kathy katia katja katrien katrin kevin
khalid kim klaas klaus koen koenraad kris kristel kristien kristof kristin kurt lander lara lars laura laure
laurence laurens laurent léa léo leo leen lena leon léon leonard leopold lien lies liesbeth lieve lieven lily
lina linda lionel lisa lise lode loïc lore lorenzo lotte louis louisa louise luc luca lucas lucia lucie lucien
lucienne ludo ludovic ludwig luigi luis lukas luka lut lutgarde lydia lydie lynn maarten maëlle magali magda
manfred manon manu manuel manuela marc marcel marcelle marco marcus margot margaretha marguerite maria marianne
marie marielle marijke marina mario marion maria markus marleen marlène martin martina martine matteo mathieu
mathilde mathias matthew matthias matthieu maud maurice mauro max maxime maxim mehdi mélanie melanie mélissa
melissa mia michael michaël michaela michel michele michèle micheline michelle michiel miguel mieke mike milan
mireille mohamed mohammed monica monika monique moritz mustapha myriam nadège nadia nadine naïma nancy natacha
natalia natascha nathalie nathan nele nelly nic nick nico nicolas nicole niels nikolaus nina noah noé noël
noémie nora odette odile olga oliver olivia olivier omar oscar paola paolo pascal pascale patricia patrick
patrik paul paula paulette pauline pedro peggy peter petra philip philipp philippe pierre pierrette piet pieter
pol quentin rachel rachid raf ralf ralph raoul raphael raphaël raymond régine régis reinhard reinhold rémi rémy
rené renate renaud renaat renée reto ria ricardo richard rik rita rob robert roberto robin rodolphe roel roger
roland rolf romain roman romina ronald ronny roos rosa rosalie rose roxane ruben rudi rudolf rudy ruth sabine
sabrina saïd sam samantha samira samuel sander sandra sandrine sandro sara sarah sébastien sebastian serge
sergio séverine sibylle sien sigrid silke silvia simon simona simone sofia sofie solange sonia sonja sophia
sophie stan stefaan stefan stefanie steffi stephan stephane stéphane stéphanie stephanie stephen steve steven
stijn sven suzanne suzy sylvain sylvia sylviane sylvie tamara tania tanja tatiana tessa theo théo thérèse
thibault thibaut thierry thijs thomas tiffany tijl tim tine tinne tom toon tony trees tristan tuur ulrich
ulrike urs ursula ute valentin valentine valérie valerie vanessa veerle vera véronique veronique veronika
vicky victor victoria viktor vincent violette virginie viviane vivien walter wannes ward werner wendy wilfried
wilhelm willem willy wim wolfgang wouter xavier yann yannick yasmina yolande youssef yvan yves yvette yvonne zoé
zoë
"""
_KNOWN = frozenset(fold(name) for name in _NAMES.split())


def is_first_name(word: str) -> bool:
    """Of “Jean-Pierre” the first part decides."""
    folded = fold(word)
    return folded in _KNOWN or folded.partition(" ")[0] in _KNOWN

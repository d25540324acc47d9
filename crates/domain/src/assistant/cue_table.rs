//! The cues of each language, between commas.

use super::cues::Cues;

/// One table a language; the first speaks for languages that have none.
pub(super) const ALL: [Cues; 7] = [
    Cues {
        language: "en",
        greeting: "hi, hello, hey, there, good, morning, afternoon, evening, hiya, howdy",
        thanks: "thanks, thank you, thx, a lot, very much, so much, great, perfect, bye, goodbye, ok, okay, \
            cheers, nice, cool, that helped, for your help",
        about_me: "who are you, what are you, are you a robot, are you a bot, are you human, are you a human, \
            are you a person, are you real, what can you do, what is your name",
        person_verb: "talk, speak, chat with, connect me, transfer me, put me through",
        person_noun: "human, person, real person, agent, someone, somebody, representative, employee, support \
            staff, human being, a colleague, operator, live chat, customer service",
        person: "human, agent, live chat, real person, human agent, a human, human being, live agent, \
            representative, operator",
        must: "do i need, do i have to, do we need, do we have to, must i, must we",
        complaint: "my order, my parcel, my package, my delivery, my refund, my return, damaged, broken, faulty, \
            defective, wrong item, wrong size arrived, missing from, is missing, never arrived, not \
            arrived, hasnt arrived, didnt arrive, still waiting, complaint, complain, lost parcel, order \
            number, where is my, wheres my",
        goods: "do you have, do you sell, have you got, do you stock, do you carry, looking for, show me, i \
            want a, i need a, i want to buy, id like a, recommend, suggest, any, buy a, search for, find \
            me, for someone, for somebody, which, in stock, what kind of, got any, have any",
        pages: "how do, how can, how long, how to, how should, can i, may i, am i, what happens, what if, \
            why, when, where, do you deliver, do you ship, do i, do you offer, do you accept, policy, is \
            it possible, what does it cost to, who pays",
        opening: "how, what, when, where, why, who, which, can, could, do, does, is, are, will, would, should, \
            may, have you, did",
        and: "and, also",
        under: "under, below, less than, up to, max, maximum, at most, cheaper than, no more than, not more \
            than, within",
        over: "over, above, more than, at least, from, min, minimum, starting at, upwards of",
        between: "between, from",
        cheapest: "cheapest, lowest price, least expensive, most affordable, inexpensive, cheap",
        dearest: "most expensive, dearest, highest price, priciest",
        number: "how much, how long, how many, how soon, how fast, when, what time, cost, costs, price, \
            number",
        steps: "how do, how can, how to, how should, steps, way to",
        purpose: "to",
        meaning: "what is, what are, what does, whats, define, explain, meaning of",
        looks: "sale, black, white, red, blue, green, yellow, orange, brown, grey, gray, pink, purple, navy, \
            beige, cream, gold, silver, small, medium, large, xl, xxl, big, little, warm, light, soft, \
            nice, men, mens, women, womens, kids, size, colour, color, summer, winter, gift, waterproof, \
            home, outdoor, long, short, leather, wool, cotton, linen",
        wares: "made of, made from, made out of, product, products, item, items, article, articles, thing, things, stuff, goods, \
            idea, ideas, something, anything, available",
        goodbye: "bye, goodbye, bye bye, see you, see you later, have a nice day, ciao",
        not: "without, not, no, except, except for, other than, apart from, arent, isnt, non",
        such_not: "that is not, that isnt, thats not, that are not, that arent, which is not, which are \
            not, that has no, that have no",
        or: "or, nor",
        size: "size, sizes",
        avoids: "without, avoid, avoiding, with no",
        spares: "without, minimum, minimal, minimize, minimise, avoid, avoids, avoiding, no, not, \
            never, instead, alternative, alternatively",
        usually: "normally, usually, by default, ordinarily, otherwise, generally, in general",
        may: "can i, may i, can we, could i, am i allowed, are we allowed, is it possible, do you \
            accept, do you take",
        allows: "can, may, cannot, cant, could, possible, allowed, accept, never, must",
        compares: "difference, differences, differ, versus, vs, compared",
        contrasts: "difference, differences, whereas, while, unlike, than, in contrast",
        denies: "cannot, cant, can not, may not, must not, not allowed, not possible, do you not, dont you",
        which: "what, which",
        measures: "how big, how large, how tall, how wide, how high, how deep, dimensions, measurements",
        weighs: "heavy, weigh, weighs, weight",
        phone: "phone number, telephone number, your phone, your telephone, your number, call you, \
            phone you, ring you, by phone",
        mail: "your email, your e mail, your mail, your mail address, email you, e mail you, mail \
            you, email address, e mail address, write to you",
        place: "where is your store, where is your shop, where is the shop, where is the store, \
            where is your office, where are you, where are you located, your address, find you, \
            visit you, wheres your store, wheres your shop",
        mine: "my, change, changed",
        contact: "contact, reach us, telephone, phone, e mail, email, address, find us, visit us",
    },
    Cues {
        language: "da",
        greeting: "hej, hejsa, goddag, godmorgen, hallo, dav, god, dag, aften, morgen, der",
        thanks: "tak, mange, tusind, for hjælpen, super, fint, perfekt, farvel, hej hej, ok, okay, skal du \
            have",
        about_me: "hvem er du, hvad er du, er du en robot, er du et menneske, hvad kan du, hvad hedder du",
        person_verb: "tale, snakke, chatte, få fat i",
        person_noun: "menneske, person, medarbejder, nogen, kundeservice, kollega, rigtig person, en rigtig",
        person: "menneske, et menneske, rigtigt menneske, en rigtig person, live chat, en medarbejder",
        must: "skal jeg, skal man, behøver jeg, er jeg nødt til",
        complaint: "min ordre, min pakke, min bestilling, min levering, mine penge, ødelagt, beskadiget, skadet, \
            defekt, i stykker, forkert vare, mangler, ikke kommet, ikke modtaget, klage, reklamere, \
            reklamation, ordrenummer, hvor er min, hvor bliver",
        goods: "har i, sælger i, leder efter, vis mig, jeg vil købe, køber jeg, anbefale, fører i, på lager, \
            hvilke, søger",
        pages: "hvordan, kan jeg, må jeg, hvor lang, hvor længe, hvornår, hvad sker, hvorfor, leverer i, \
            sender i, hvad koster det at, skal jeg",
        opening: "hvordan, hvad, hvornår, hvor, hvorfor, hvem, hvilken, hvilke, hvilket, kan, har, er, må, \
            skal, leverer, sender, sælger",
        and: "og, samt",
        under: "under, mindre end, op til, højst, maks, max, maksimalt, billigere end, ikke over",
        over: "over, mere end, mindst, fra, minimum",
        between: "mellem, fra",
        cheapest: "billigste, laveste pris, billig, billige, billigt",
        dearest: "dyreste, højeste pris",
        number: "hvor meget, hvor lang, hvor længe, hvor mange, hvornår, koster, pris, hvor hurtigt",
        steps: "hvordan, hvorledes",
        purpose: "for at",
        meaning: "hvad er, hvad betyder, hvad gør, forklar",
        looks: "tilbud, udsalg, sort, sorte, hvid, hvide, rød, røde, blå, grøn, grønne, gul, gule, brun, brune, grå, lille, \
            stor, varm, varme, størrelse, farve, uld, læder, bomuld, hør",
        wares: "lavet af, fremstillet af, produkt, produkter, vare, varer, ting, ide, idé, ideer, idéer, noget, tilgængelig",
        goodbye: "farvel, hej hej, vi ses, ha en god dag, hav en god dag",
        not: "uden, ikke, undtagen, bortset fra, ingen",
        such_not: "der ikke er, som ikke er, der ikke har",
        or: "eller",
        size: "størrelse, str",
        avoids: "uden, undgå, undgår",
        spares: "uden, minimal, undgå, undgår, undgås, ingen, ikke, aldrig, i stedet, alternativ, \
            alternativt",
        usually: "normalt, som regel, sædvanligvis, som standard, ellers",
        may: "kan jeg, må jeg, kan man, må man, er det muligt, tager i imod",
        allows: "kan, må, muligt, tilladt, modtager, aldrig, skal",
        compares: "forskel, forskellen, forskelle, sammenlignet",
        contrasts: "forskel, forskellen, mens, hvorimod, i modsætning, end",
        denies: "kan ikke, må ikke, kan man ikke, må man ikke, kan jeg ikke, må jeg ikke, ikke tilladt",
        which: "hvad, hvilke, hvilken, hvilket",
        measures: "hvor stor, hvor stort, hvor høj, hvor højt, hvor bred, hvor bredt, hvor dyb, mål",
        weighs: "tung, tungt, vejer, vægt",
        phone: "telefonnummer, jeres nummer, jeres telefon, ringe til jer, ringe til",
        mail: "jeres mail, jeres e mail, jeres email, mailadresse, e mailadresse, skrive til jer",
        place: "hvor ligger i, hvor ligger butikken, hvor ligger jeres butik, jeres adresse, hvor er \
            i, hvor er butikken, hvor er jeres butik, hvor finder jeg jer",
        mine: "min, mit, mine, ændre, skifte",
        contact: "kontakt, kontakte, telefon, e mail, mail, adresse, find os",
    },
    Cues {
        language: "de",
        greeting: "hallo, hi, hey, guten, tag, morgen, abend, moin, servus, grüß gott",
        thanks: "danke, vielen dank, dankeschön, besten dank, schön, sehr, super, perfekt, tschüss, auf \
            wiedersehen, ok, okay, toll, für die hilfe",
        about_me: "wer bist du, wer sind sie, bist du ein roboter, sind sie ein roboter, bist du ein mensch, \
            sind sie ein mensch, was kannst du, wie heißt du",
        person_verb: "sprechen, reden, verbinden, verbinde, chatten",
        person_noun: "mensch, menschen, person, mitarbeiter, mitarbeiterin, jemand, jemandem, jemanden, \
            kundendienst, kundenservice, berater, echten",
        person: "mensch, einen menschen, echten menschen, echter mensch, live chat, einen mitarbeiter",
        must: "muss ich, muss man, brauche ich, müssen wir",
        complaint: "meine bestellung, meiner bestellung, mein paket, meine lieferung, meine rückerstattung, mein \
            geld, beschädigt, kaputt, defekt, zerbrochen, falscher artikel, falschen artikel, fehlt, \
            nicht angekommen, nicht erhalten, beschwerde, beschweren, reklamation, reklamieren, \
            bestellnummer, wo ist mein, wo bleibt",
        goods: "haben sie, habt ihr, gibt es, verkauft ihr, verkaufen sie, suche, zeig mir, zeigen sie mir, \
            führt ihr, führen sie, ich möchte kaufen, empfehlen, auf lager, welche",
        pages: "wie kann, wie lange, wie oft, kann ich, darf ich, muss ich, wann, was passiert, warum, \
            liefert ihr, liefern sie, wie schicke, wie gebe, wie wasche, was kostet der versand, wie \
            storniere",
        opening: "wie, was, wann, wo, warum, wer, welche, welcher, welches, kann, können, habt, haben, gibt, \
            ist, sind, darf, muss, liefert, liefern, verkauft",
        and: "und, sowie",
        under: "unter, weniger als, bis, bis zu, höchstens, maximal, max, billiger als, günstiger als",
        over: "über, mehr als, mindestens, ab, von",
        between: "zwischen, von",
        cheapest: "billigste, billigsten, günstigste, günstigsten, preiswerteste, billig, günstig, günstige, \
            günstiges",
        dearest: "teuerste, teuersten",
        number: "wie viel, wieviel, wie lange, wie viele, wann, kostet, kosten, preis, wie schnell",
        steps: "wie kann, wie mache, wie gebe, wie schicke, wie funktioniert, wie geht",
        purpose: "um",
        meaning: "was ist, was sind, was bedeutet, was macht, erkläre",
        looks: "angebot, reduziert, schwarz, schwarze, schwarzes, weiß, weiße, weißes, rot, rote, rotes, blau, blaue, blaues, \
            grün, grüne, grünes, gelb, gelbe, braun, braune, grau, graue, klein, kleine, groß, große, \
            warm, warme, größe, farbe, wolle, leder, leinen",
        wares: "gemacht aus, hergestellt aus, produkt, produkte, artikel, ware, waren, sache, sachen, idee, ideen, etwas, \
            verfügbar, erhältlich, lieferbar",
        goodbye: "tschüss, auf wiedersehen, ciao, bis bald, schönen tag noch, schönen tag",
        not: "ohne, nicht, kein, keine, keinen, keinem, außer",
        such_not: "das nicht, die nicht, der nicht, das kein, die kein, die keine, der kein",
        or: "oder, noch",
        size: "größe, gr",
        avoids: "ohne, vermeiden, vermeide",
        spares: "ohne, minimal, minimaler, vermeiden, vermeidet, kein, keine, nicht, nie, \
            stattdessen, alternativ, alternative",
        usually: "normalerweise, üblicherweise, standardmäßig, in der regel, sonst",
        may: "kann ich, darf ich, kann man, darf man, ist es möglich, akzeptiert ihr, akzeptieren sie",
        allows: "kann, können, darf, dürfen, möglich, erlaubt, akzeptieren, nie, niemals, muss, müssen",
        compares: "unterschied, unterschiede, unterscheiden, unterscheidet, vergleich",
        contrasts: "unterschied, unterschiede, während, hingegen, dagegen, im gegensatz, als",
        denies: "kann nicht, können nicht, darf nicht, dürfen nicht, kann man nicht, darf man nicht, \
            kann ich nicht, nicht erlaubt, nicht möglich",
        which: "was, welche, welcher, welches",
        measures: "wie groß, wie hoch, wie breit, wie tief, maße, abmessungen",
        weighs: "schwer, wiegt, wiegen, gewicht",
        phone: "telefonnummer, ihre nummer, eure nummer, sie anrufen, euch anrufen, telefonisch",
        mail: "ihre e mail, eure e mail, e mail adresse, emailadresse, mailadresse, ihnen \
            schreiben, euch schreiben",
        place: "wo ist ihr laden, wo ist euer laden, wo ist der laden, wo ist das geschäft, wo ist \
            ihr geschäft, ihre adresse, eure adresse, wo sind sie, wo seid ihr, wo befinden sie \
            sich, wo finde ich sie, wo finde ich euch",
        mine: "mein, meine, meiner, meinen, ändern, ändere",
        contact: "kontakt, erreichen, telefon, e mail, adresse, anschrift, anfahrt",
    },
    Cues {
        language: "sv",
        greeting: "hej, hejsan, hallå, god, dag, morgon, kväll, tjena, där",
        thanks: "tack, så mycket, för hjälpen, toppen, bra, perfekt, hej då, ok, okej",
        about_me: "vem är du, vad är du, är du en robot, är du en människa, vad kan du, vad heter du",
        person_verb: "tala, prata, chatta",
        person_noun: "människa, person, medarbetare, någon, kundtjänst, kollega, riktig person",
        person: "människa, en människa, riktig människa, riktig person, live chatt",
        must: "måste jag, måste man, behöver jag",
        complaint: "min order, mitt paket, min beställning, min leverans, mina pengar, skadad, skadat, trasig, \
            sönder, defekt, fel vara, saknas, inte kommit, inte fått, klaga, klagomål, reklamera, \
            reklamation, ordernummer, var är min, var är mitt",
        goods: "har ni, säljer ni, letar efter, visa mig, jag vill köpa, rekommendera, i lager, vilka, söker",
        pages: "hur, kan jag, får jag, hur lång, hur länge, när, vad händer, varför, levererar ni, skickar \
            ni, måste jag",
        opening: "hur, vad, när, var, varför, vem, vilken, vilka, vilket, kan, har, är, får, ska, levererar, \
            skickar, säljer",
        and: "och, samt",
        under: "under, mindre än, upp till, högst, max, billigare än",
        over: "över, mer än, minst, från",
        between: "mellan, från",
        cheapest: "billigaste, lägsta pris, billig, billiga, billigt",
        dearest: "dyraste, högsta pris",
        number: "hur mycket, hur lång, hur länge, hur många, när, kostar, pris, hur snabbt",
        steps: "hur",
        purpose: "för att",
        meaning: "vad är, vad betyder, vad gör, förklara",
        looks: "rea, svart, svarta, vit, vita, röd, röda, blå, grön, gröna, gul, gula, brun, bruna, grå, liten, \
            stor, varm, varma, storlek, färg, ull, läder, linne",
        wares: "gjord av, gjort av, tillverkad av, produkt, produkter, vara, varor, sak, saker, idé, idéer, tips, något, tillgänglig",
        goodbye: "hej då, adjö, vi ses, ha en bra dag",
        not: "utan, inte, ej, förutom, ingen, inga",
        such_not: "som inte är, som inte har",
        or: "eller",
        size: "storlek, strl",
        avoids: "utan, undvika, undviker",
        spares: "utan, minimal, undvika, undviker, ingen, inte, aldrig, i stället, istället, \
            alternativ, alternativt",
        usually: "normalt, vanligtvis, vanligen, som standard, annars",
        may: "kan jag, får jag, kan man, får man, är det möjligt, tar ni emot",
        allows: "kan, får, möjligt, tillåtet, accepterar, aldrig, måste",
        compares: "skillnad, skillnaden, skillnader, jämfört",
        contrasts: "skillnad, skillnaden, medan, däremot, till skillnad, än",
        denies: "kan inte, får inte, kan man inte, får man inte, kan jag inte, inte tillåtet",
        which: "vad, vilka, vilken, vilket",
        measures: "hur stor, hur stort, hur hög, hur högt, hur bred, hur brett, hur djup, mått",
        weighs: "tung, tungt, väger, vikt",
        phone: "telefonnummer, ert nummer, er telefon, ringa er, ringa till er",
        mail: "er e post, er mail, er mejl, e postadress, mejladress, mailadress, mejla er, skriva till er",
        place: "var ligger ni, var ligger butiken, var är er butik, var ligger er butik, er adress, \
            var finns ni, var är ni, var är butiken, var hittar jag er",
        mine: "min, mitt, mina, ändra, byta",
        contact: "kontakt, kontakta, telefon, e post, adress, hitta oss",
    },
    Cues {
        language: "nl",
        greeting: "hallo, hoi, hey, goede, goedemorgen, goedemiddag, goedenavond, dag, morgen, daar",
        thanks: "bedankt, dank je, dank u, dankjewel, dank, wel, heel erg, super, perfect, tot ziens, doei, \
            ok, oké, voor de hulp",
        about_me: "wie ben je, wie bent u, wat ben je, ben je een robot, ben je een mens, bent u een mens, wat \
            kun je, hoe heet je",
        person_verb: "praten, spreken, chatten, verbind",
        person_noun: "mens, persoon, medewerker, iemand, klantenservice, collega, echt persoon",
        person: "een mens, echt mens, echt persoon, live chat, een medewerker",
        must: "moet ik, moet je, moeten we",
        complaint: "mijn bestelling, mijn pakket, mijn order, mijn levering, mijn geld, beschadigd, kapot, \
            defect, verkeerd artikel, verkeerde artikel, ontbreekt, niet aangekomen, niet ontvangen, \
            klacht, klagen, bestelnummer, ordernummer, waar is mijn, waar blijft",
        goods: "heb je, hebben jullie, heeft u, verkopen jullie, verkoopt u, op zoek naar, zoek, laat zien, \
            wil kopen, aanbevelen, op voorraad, welke",
        pages: "hoe, kan ik, mag ik, hoe lang, wanneer, wat gebeurt, waarom, leveren jullie, bezorgen \
            jullie, moet ik",
        opening: "hoe, wat, wanneer, waar, waarom, wie, welke, kan, kun, heb, hebben, is, zijn, mag, moet, \
            leveren, verkopen",
        and: "en, alsook",
        under: "onder, minder dan, tot, hoogstens, maximaal, max, goedkoper dan, onder de",
        over: "boven, meer dan, minstens, vanaf, van, boven de",
        between: "tussen, van",
        cheapest: "goedkoopste, laagste prijs, goedkoop, goedkope",
        dearest: "duurste, hoogste prijs",
        number: "hoeveel, hoe lang, hoe veel, wanneer, kost, kosten, prijs, hoe snel",
        steps: "hoe",
        purpose: "om",
        meaning: "wat is, wat zijn, wat betekent, wat doet, leg uit",
        looks: "aanbieding, sale, zwart, zwarte, wit, witte, rood, rode, blauw, blauwe, groen, groene, geel, gele, bruin, \
            bruine, grijs, grijze, klein, kleine, groot, grote, warm, warme, maat, kleur, wol, leer, \
            linnen",
        wares: "gemaakt van, product, producten, artikel, artikelen, spullen, idee, ideeën, iets, beschikbaar, \
            verkrijgbaar, leverbaar",
        goodbye: "tot ziens, doei, doeg, fijne dag, fijne dag nog, tot later",
        not: "zonder, niet, geen, behalve",
        such_not: "die niet, dat niet, die geen, dat geen",
        or: "of, noch",
        size: "maat",
        avoids: "zonder, vermijden, voorkomen",
        spares: "zonder, minimaal, minimale, vermijden, vermijdt, geen, niet, nooit, in plaats \
            daarvan, alternatief",
        usually: "normaal, normaal gesproken, gewoonlijk, standaard, meestal, anders",
        may: "kan ik, mag ik, kan men, mag je, is het mogelijk, accepteren jullie",
        allows: "kan, kunt, kun, mag, mogelijk, toegestaan, accepteren, nooit, moet",
        compares: "verschil, verschillen, verschilt, vergeleken",
        contrasts: "verschil, verschillen, terwijl, daarentegen, in tegenstelling, dan",
        denies: "kan niet, kunnen niet, mag niet, mogen niet, kan ik niet, kun je niet, niet toegestaan",
        which: "wat, welke",
        measures: "hoe groot, hoe hoog, hoe breed, hoe diep, afmetingen",
        weighs: "zwaar, weegt, wegen, gewicht",
        phone: "telefoonnummer, jullie nummer, jullie telefoon, jullie bellen, u bellen",
        mail: "jullie e mail, jullie email, jullie mail, e mailadres, emailadres, mailadres, jullie mailen",
        place: "waar is jullie winkel, waar is de winkel, waar zitten jullie, waar zit de winkel, \
            jullie adres, waar vind ik jullie, waar zijn jullie",
        mine: "mijn, wijzigen, veranderen",
        contact: "contact, bereiken, telefoon, e mail, adres, vind ons",
    },
    Cues {
        language: "fr",
        greeting: "bonjour, salut, bonsoir, coucou, hello, à tous",
        thanks: "merci, beaucoup, bien, super, parfait, au revoir, ok, d accord, daccord, pour votre aide",
        about_me: "qui êtes vous, qui es tu, êtes vous un robot, es tu un robot, êtes vous humain, que pouvez \
            vous faire",
        person_verb: "parler, discuter",
        person_noun: "humain, personne, conseiller, conseillère, quelqu un, quelquun, service client, agent, vraie \
            personne",
        person: "un humain, vraie personne, une vraie personne, un conseiller, chat en direct",
        must: "dois je, faut il, est ce que je dois, est ce qu il faut",
        complaint: "ma commande, mon colis, ma livraison, mon remboursement, mon argent, endommagé, abîmé, \
            cassé, cassée, défectueux, mauvais article, manque, pas arrivé, pas reçu, jamais reçu, \
            réclamation, plainte, numéro de commande, où est mon, où est ma",
        goods: "avez vous, vendez vous, est ce que vous avez, est ce que vous vendez, je cherche, cherche, \
            montrez moi, je voudrais acheter, recommander, en stock, quels, quelles",
        pages: "comment, puis je, est ce que je peux, combien de temps, quand, que se passe, pourquoi, \
            livrez vous, dois je, quel est le délai, quels sont les",
        opening: "comment, que, quoi, quand, où, pourquoi, qui, quel, quelle, quels, quelles, combien, puis, \
            avez, est, livrez, vendez, y a",
        and: "et, ainsi que",
        under: "moins de, sous, jusqu à, jusquà, au plus, maximum, max, en dessous de, inférieur à",
        over: "plus de, au dessus de, au moins, à partir de, dès",
        between: "entre, de",
        cheapest: "moins cher, moins chère, moins chers, le plus abordable, pas cher",
        dearest: "plus cher, plus chère, plus chers",
        number: "combien, quand, quel prix, prix, coûte, coûtent, délai, quel délai",
        steps: "comment",
        purpose: "pour",
        meaning: "qu est ce, quest ce, que signifie, que fait, explique",
        looks: "solde, soldes, noir, noire, blanc, blanche, rouge, bleu, bleue, vert, verte, jaune, marron, gris, grise, \
            rose, petit, petite, grand, grande, chaud, chaude, taille, couleur, laine, cuir, lin",
        wares: "fait en, faite en, fabriqué en, produit, produits, article, articles, idée, idées, chose, choses, disponible, disponibles",
        goodbye: "au revoir, à bientôt, bonne journée, adieu, à plus tard",
        not: "sans, pas, sauf, hors, excepté",
        such_not: "qui ne, qui n",
        or: "ou, ni",
        size: "taille, pointure",
        avoids: "sans, éviter",
        spares: "sans, minimum, minimal, éviter, évite, aucun, aucune, pas, jamais, au lieu, alternative",
        usually: "normalement, par défaut, en général, généralement, d habitude, sinon",
        may: "puis je, est ce que je peux, peut on, est il possible, acceptez vous",
        allows: "pouvez, peut, peuvent, possible, permis, acceptons, jamais, devez",
        compares: "différence, différences, diffère, comparaison",
        contrasts: "différence, différences, tandis, alors que, contrairement, que",
        denies: "ne peut pas, ne peuvent pas, ne peut on pas, ne puis je pas, n acceptez vous pas, interdit",
        which: "que, qu, quel, quelle, quels, quelles",
        measures: "quelle hauteur, quelle largeur, dimensions, mesures",
        weighs: "lourd, lourde, pèse, poids",
        phone: "numéro de téléphone, votre numéro, votre téléphone, vous appeler, vous téléphoner, \
            par téléphone",
        mail: "votre e mail, votre email, votre mail, adresse e mail, adresse email, adresse mail, \
            vous écrire",
        place: "où est votre magasin, où est votre boutique, où est le magasin, où est la boutique, \
            où se trouve le magasin, où se trouve la boutique, où se trouve votre magasin, où se \
            trouve votre boutique, votre adresse, où êtes vous, où vous trouver",
        mine: "ma, mon, mes, changer, modifier",
        contact: "contact, contacter, joindre, téléphone, e mail, adresse, trouver",
    },
    Cues {
        language: "es",
        greeting: "hola, buenos, buenas, días, tardes, noches, qué tal",
        thanks: "gracias, muchas, mil, perfecto, genial, adiós, hasta luego, vale, ok, por la ayuda, por tu \
            ayuda",
        about_me: "quién eres, qué eres, eres un robot, eres humano, eres una persona, qué puedes hacer, cómo \
            te llamas",
        person_verb: "hablar, chatear, comunicarme",
        person_noun: "humano, persona, agente, alguien, atención al cliente, empleado, persona real, asesor",
        person: "un humano, persona real, una persona real, un agente, chat en vivo",
        must: "hay que, hace falta, es necesario",
        complaint: "mi pedido, mi paquete, mi envío, mi reembolso, mi dinero, dañado, dañada, roto, rota, \
            defectuoso, artículo equivocado, artículo incorrecto, falta, no ha llegado, no llegó, no he \
            recibido, queja, reclamación, reclamar, número de pedido, dónde está mi",
        goods: "tienen, tenéis, tienes, venden, vendéis, busco, estoy buscando, muéstrame, quiero comprar, \
            recomiendas, recomendar, en stock, qué tipos, hay",
        pages: "cómo, puedo, se puede, cuánto tarda, cuánto tiempo, cuándo, qué pasa, por qué, hacéis \
            envíos, envían a, enviáis, tengo que, cuánto cuesta el envío",
        opening: "cómo, qué, cuándo, dónde, por qué, quién, cuál, cuáles, cuánto, puedo, tienen, tenéis, hay, \
            es, son, venden, envían",
        and: "y, además",
        under: "menos de, por debajo de, hasta, máximo, como máximo, más barato que, inferior a, bajo",
        over: "más de, por encima de, al menos, desde, a partir de",
        between: "entre, de",
        cheapest: "más barato, más barata, más baratos, más baratas, más económico, barato, barata",
        dearest: "más caro, más cara, más caros",
        number: "cuánto, cuánta, cuántos, cuándo, precio, cuesta, cuestan, plazo",
        steps: "cómo",
        purpose: "para",
        meaning: "qué es, qué son, qué significa, qué hace, explica",
        looks: "oferta, ofertas, rebajas, negro, negra, blanco, blanca, rojo, roja, azul, azules, verde, verdes, amarillo, amarilla, \
            marrón, gris, rosa, pequeño, pequeña, grande, talla, color, lana, cuero, lino",
        wares: "hecho de, hecha de, fabricado en, producto, productos, artículo, artículos, idea, ideas, algo, cosa, cosas, \
            disponible, disponibles",
        goodbye: "adiós, hasta luego, chao, hasta pronto, que tengas un buen día",
        not: "sin, no, excepto, salvo",
        such_not: "que no sea, que no sean, que no es, que no son, que no tenga, que no tengan",
        or: "o, ni",
        size: "talla, número",
        avoids: "sin, evitar, evitando",
        spares: "sin, mínimo, mínima, evitar, evita, ningún, ninguna, no, nunca, en lugar, alternativa",
        usually: "normalmente, por defecto, generalmente, habitualmente, en general",
        may: "puedo, se puede, podemos, es posible, aceptan, aceptáis",
        allows: "puede, puedes, pueden, posible, permitido, aceptamos, nunca, debe",
        compares: "diferencia, diferencias, difieren, comparado",
        contrasts: "diferencia, diferencias, mientras, en cambio, a diferencia, que",
        denies: "no se puede, no se pueden, no puede, no pueden, no puedo, no aceptan, no aceptáis",
        which: "qué, cuál, cuáles",
        measures: "qué tamaño, qué altura, qué medidas, medidas, dimensiones",
        weighs: "pesado, pesada, pesa, peso",
        phone: "número de teléfono, vuestro teléfono, su teléfono, llamaros, llamarles, por teléfono",
        mail: "vuestro correo, su correo, correo electrónico, vuestro email, su email, escribiros, \
            escribirles",
        place: "dónde está la tienda, dónde está su tienda, dónde está vuestra tienda, su dirección, \
            vuestra dirección, dónde están, dónde estáis, dónde encontraros",
        mine: "mi, mis, cambiar",
        contact: "contacto, contactar, teléfono, correo electrónico, dirección, encuéntranos",
    },
];

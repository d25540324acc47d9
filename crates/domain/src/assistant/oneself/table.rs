//! How visitors ask for themselves, and how they are told, a table a language.
//!
//! Cues are whole words in lower case without punctuation, between commas, as in `cue_table`.

/// How visitors of one language ask for themselves, and how they are told.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) language: &'static str,
    /// Says that something is the visitor's own.
    pub(super) my: &'static str,
    /// Joins two things that are asked for.
    pub(super) and: &'static str,
    /// Asks for something of the visitor's, which follows.
    pub(super) asks: &'static str,
    /// What may follow: a name …
    pub(super) name: &'static str,
    /// … an e-mail address …
    pub(super) email: &'static str,
    /// … or a telephone number.
    pub(super) phone: &'static str,
    /// Asks for the name by itself.
    pub(super) called: &'static str,
    /// Asks for all that is known.
    pub(super) all: &'static str,
    /// Says nothing, behind a question.
    pub(super) polite: &'static str,
    /// Tells the name, which stands for `{}`.
    pub(super) your_name: &'static str,
    /// Tells the e-mail address.
    pub(super) your_email: &'static str,
    /// Tells the telephone number.
    pub(super) your_phone: &'static str,
    /// Tells in the page's own words.
    pub(super) told: &'static str,
    /// Nothing of it is known.
    pub(super) unknown: &'static str,
}

/// One table a language; the first speaks for languages that have none.
pub(super) const ALL: [Words; 7] = [
    Words {
        language: "en",
        my: "my, mine",
        and: "and, also",
        asks: "what is my, whats my, what was my, do you know my, do you remember my, tell me my, say my",
        name: "name, full name, first name, last name",
        email: "email, e mail, email address, e mail address, mail address",
        phone: "phone number, telephone number, mobile number",
        called: "what am i called, how am i called",
        all: "who am i, do you know who i am, do you know me, what do you know about me, what do you know of me",
        polite: "please, again, then, now",
        your_name: "Your name is {}.",
        your_email: "Your e-mail address is {}.",
        your_phone: "Your phone number is {}.",
        told: "This is what I was told about you: {}",
        unknown: "Nobody has told me that about you.",
    },
    Words {
        language: "da",
        my: "min, mit, mine",
        and: "og, samt",
        asks: "hvad er mit, hvad er min, hvad var mit, hvad var min, kender du mit, kender du min, ved du hvad mit, \
            kan du huske mit, kan du huske min, sig mit, sig min",
        name: "navn, fulde navn, fornavn, efternavn",
        email: "email, e mail, mail, mailadresse, emailadresse, e mailadresse, e mail adresse, mail adresse",
        phone: "telefonnummer, mobilnummer, telefon nummer",
        called: "hvad hedder jeg",
        all: "hvem er jeg, ved du hvem jeg er, kender du mig, hvad ved du om mig",
        polite: "tak, igen, nu, egentlig",
        your_name: "Du hedder {}.",
        your_email: "Din e-mailadresse er {}.",
        your_phone: "Dit telefonnummer er {}.",
        told: "Det her har jeg fået at vide om dig: {}",
        unknown: "Det har ingen fortalt mig om dig.",
    },
    Words {
        language: "de",
        my: "mein, meine, meinen, meiner, meinem",
        and: "und",
        asks: "wie ist mein, wie ist meine, wie lautet mein, wie lautet meine, wie war mein, wie war meine, was ist \
            mein, was ist meine, kennst du meinen, kennst du meine, kennen sie meinen, kennen sie meine, weißt du \
            meinen, weißt du meine, wissen sie meinen, wissen sie meine",
        name: "name, namen, vorname, vornamen, nachname, nachnamen",
        email: "email, e mail, mail, emailadresse, e mail adresse, mailadresse, e mailadresse",
        phone: "telefonnummer, handynummer, rufnummer, mobilnummer",
        called: "wie heiße ich, wie heisse ich",
        all: "wer bin ich, weißt du wer ich bin, wissen sie wer ich bin, kennst du mich, kennen sie mich, was weißt du \
            über mich, was wissen sie über mich",
        polite: "bitte, nochmal, noch mal, jetzt, denn, eigentlich",
        your_name: "Ihr Name ist {}.",
        your_email: "Ihre E-Mail-Adresse ist {}.",
        your_phone: "Ihre Telefonnummer ist {}.",
        told: "Das wurde mir über Sie gesagt: {}",
        unknown: "Das hat mir niemand über Sie gesagt.",
    },
    Words {
        language: "sv",
        my: "min, mitt, mina",
        and: "och, samt",
        asks: "vad är min, vad är mitt, vad var min, vad var mitt, vilken är min, vilket är mitt, vet du min, vet du \
            mitt, kan du min, kan du mitt, minns du min, minns du mitt, säg min, säg mitt",
        name: "namn, fullständiga namn, förnamn, efternamn",
        email: "email, e mail, mail, mejl, e post, epost, e postadress, epostadress, mejladress, mailadress",
        phone: "telefonnummer, mobilnummer",
        called: "vad heter jag",
        all: "vem är jag, vet du vem jag är, känner du mig, vad vet du om mig",
        polite: "tack, igen, nu, egentligen",
        your_name: "Du heter {}.",
        your_email: "Din e-postadress är {}.",
        your_phone: "Ditt telefonnummer är {}.",
        told: "Det här har jag fått veta om dig: {}",
        unknown: "Det har ingen berättat för mig om dig.",
    },
    Words {
        language: "nl",
        my: "mijn",
        and: "en",
        asks: "wat is mijn, wat was mijn, hoe is mijn, hoe luidt mijn, ken je mijn, kent u mijn, weet je mijn, weet u \
            mijn, weet je nog mijn, zeg mijn",
        name: "naam, volledige naam, voornaam, achternaam",
        email: "email, e mail, mail, emailadres, e mailadres, e mail adres, mailadres",
        phone: "telefoonnummer, mobiele nummer, telefoon nummer",
        called: "hoe heet ik",
        all: "wie ben ik, weet je wie ik ben, weet u wie ik ben, ken je mij, ken je me, kent u mij, wat weet je over mij, \
            wat weet u over mij, wat weet je van mij, wat weet u van mij",
        polite: "alsjeblieft, alstublieft, nog, nu, eigenlijk",
        your_name: "Je naam is {}.",
        your_email: "Je e-mailadres is {}.",
        your_phone: "Je telefoonnummer is {}.",
        told: "Dit is mij over je verteld: {}",
        unknown: "Dat heeft niemand mij over je verteld.",
    },
    Words {
        language: "fr",
        my: "mon, ma, mes",
        and: "et, ainsi que",
        asks: "quel est mon, quelle est mon, quelle est ma, quel était mon, quelle était mon, cest quoi mon, cest quoi \
            ma, connaissez vous mon, connaissez vous ma, connais tu mon, connais tu ma, dites moi mon, dis moi mon, \
            rappelez moi mon, rappelle moi mon",
        name: "nom, nom complet, prénom, prenom, nom de famille",
        email: "email, e mail, mail, courriel, adresse email, adresse e mail, adresse mail, adresse électronique",
        phone: "numéro de téléphone, numero de telephone, numéro de portable",
        called: "comment je mappelle, comment est ce que je mappelle, comment mappelle je",
        all: "qui suis je, savez vous qui je suis, sais tu qui je suis, me connaissez vous, que savez vous de moi, que \
            savez vous sur moi, que sais tu de moi, que sais tu sur moi",
        polite: "sil vous plaît, sil te plaît, svp, stp, déjà, maintenant",
        your_name: "Vous vous appelez {}.",
        your_email: "Votre adresse e-mail est {}.",
        your_phone: "Votre numéro de téléphone est {}.",
        told: "Voici ce qu'on m'a dit de vous : {}",
        unknown: "Personne ne m'a dit cela de vous.",
    },
    Words {
        language: "es",
        my: "mi, mis",
        and: "y, además",
        asks: "cuál es mi, cual es mi, cuál era mi, cual era mi, qué es mi, sabes mi, conoces mi, recuerdas mi, dime mi",
        name: "nombre, nombre completo, apellido",
        email: "email, e mail, mail, correo, correo electrónico, correo electronico, dirección de correo",
        phone: "número de teléfono, numero de telefono, teléfono, telefono, número de móvil",
        called: "cómo me llamo, como me llamo",
        all: "quién soy, quien soy, sabes quién soy, sabes quien soy, me conoces, qué sabes de mí, que sabes de mi, qué \
            sabes sobre mí, que sabes sobre mi",
        polite: "por favor, otra vez, ahora",
        your_name: "Te llamas {}.",
        your_email: "Tu correo electrónico es {}.",
        your_phone: "Tu número de teléfono es {}.",
        told: "Esto es lo que me han dicho de ti: {}",
        unknown: "Nadie me ha dicho eso de ti.",
    },
];

//! What words do in a question: which only frame it, which are loosely about the matter, which mean the same.
//!
//! One table a language. Left out: cues for what a visitor wants, which belong to the assistant.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::analysis;

/// The words of one language.
struct Table {
    language: &'static str,
    /// Words that frame a question and say nothing about its matter; never looked for.
    frame: &'static str,
    /// Words that nearly every question may have; looked for, but of little worth.
    loose: &'static str,
    /// Words of the same meaning, one group a line; two words written as one stand for both (`moneyback`).
    same: &'static [&'static str],
}

/// Whether `word` only frames a question ("how", "please").
pub(crate) fn is_frame(word: &str, language: &str) -> bool {
    lookup(language).is_some_and(|l| l.frame.contains(word))
}

/// Whether `word` may be in nearly every question ("get", "long").
pub(crate) fn is_loose(word: &str, language: &str) -> bool {
    MONEY.contains(&word) || lookup(language).is_some_and(|l| l.loose.contains(word))
}

/// Money by name: pages write its sign.
const MONEY: [&str; 12] =
    ["euro", "euros", "eur", "dollar", "dollars", "usd", "kr", "kroner", "kronor", "dkk", "sek", "gbp"];

/// The stems of other words that mean the same as `word`, whose own stem is `stem`.
pub(crate) fn same_meaning(word: &str, stem: &str, language: &str) -> Vec<String> {
    let Some(lookup) = lookup(language) else { return vec![] };
    let groups = lookup.groups.get(word).or_else(|| lookup.groups.get(stem));
    let indexes = groups.into_iter().flatten();
    let mut stems: Vec<String> = indexes.flat_map(|i| lookup.stems[*i].iter().cloned()).collect();
    stems.retain(|other| other != stem);
    stems.dedup();
    stems
}

/// A language's table, ready to ask.
struct Lookup {
    frame: HashSet<&'static str>,
    loose: HashSet<&'static str>,
    /// The groups of each word and of each stem.
    groups: HashMap<String, Vec<usize>>,
    /// The stems of each group.
    stems: Vec<Vec<String>>,
}

fn lookup(language: &str) -> Option<&'static Lookup> {
    static ALL: OnceLock<HashMap<&'static str, Lookup>> = OnceLock::new();
    ALL.get_or_init(|| TABLES.iter().map(|t| (t.language, Lookup::of(t))).collect()).get(language)
}

impl Lookup {
    fn of(table: &Table) -> Self {
        let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
        let mut stems = Vec::new();
        for (i, line) in table.same.iter().enumerate() {
            let mut group = Vec::new();
            for word in line.split_whitespace() {
                let found = analysis::analyse(word, table.language);
                for key in found.iter().map(String::as_str).chain([word]) {
                    let places = groups.entry(key.to_owned()).or_default();
                    if !places.contains(&i) {
                        places.push(i);
                    }
                }
                group.extend(found);
            }
            group.sort();
            group.dedup();
            stems.push(group);
        }
        let set = |words: &'static str| words.split_whitespace().collect();
        Self { frame: set(table.frame), loose: set(table.loose), groups, stems }
    }
}

const TABLES: &[Table] = &[
    Table {
        language: "en",
        frame: "what which who whom whose when where why how do does did doing done can could would should \
            shall may might must i me my mine we us our you your yours he she him her his its them am been \
            being were has have had having please tell hi hello hey thanks thank some any about from so just \
            also there than too very really if let lets else however while because until upon via per am \
            here dont cant im ive id whats hows wheres without something anything someone anyone everything many much",
        loose: "get got getting want wants wanted need needs needed like know find show give make makes take \
            takes taking long more most use used using work works look looking help go going come \
            way possible able available okay ok good best thing things \
            time day days new only every each other another out up down back over after before between same \
            first last now today kind sort mean exactly actually happen happens start see say said think ask \
            question information info number numbers bigger smaller larger better cheaper faster around away near off along else \
            customer customers service different both own still yet already again always never ever often \
            mother mum father dad parents wife husband girlfriend boyfriend friend brother sister son daughter birthday \
            usually one two times have company store shop online buy bought sell sold selling stock ordered offer \
            offers",
        same: &[
            "delivery deliver delivered delivers ship shipping shipment dispatch",
            "parcel package packet",
            "return returns sendback returnpolicy returnwindow returnperiod",
            "refund reimbursement moneyback refundpolicy",
            "cost costs price prices charge charges fee fees",
            "pay payment payments paying",
            "exchange swap",
            "cancel cancellation",
            "change modify alter edit",
            "track tracking trace",
            "damaged broken damage faulty defective",
            "size sizes sizing fit",
            "jumper sweater pullover",
            "trousers pants",
            "rucksack backpack",
            "voucher coupon",
            "wash washing washable laundry clean cleaning",
            "warranty guarantee",
            "phone telephone",
            "open opening",
            "shop store",
            "repair fix mend",
            "account login",
            "delete remove drop",
            "create make",
            "colour color colours colors",
            "fast quick speed",
            "countries country abroad international",
            "invoice bill",
            "person persons people",
            "scarf scarves",
            "shelf shelves",
            "knife knives",
            "half halves",
            "man men",
            "woman women",
            "child children kids",
            "foot feet",
            "allowed permitted welcome",
            "raincoat rainjacket",
            "expire expiry expired valid validity",
        ],
    },
    Table {
        language: "da",
        frame: "hvad hvordan hvornår hvor hvorfor hvem hvilken hvilket hvilke kan kunne skal skulle vil ville \
            må jeg du i vi os min mit mine jeres din dit dine der her hej tak venligst gerne lige bare også \
            om mig dig man så nogen nogle noget er har have haft findes være været bliver blev meget mange",
        loose: "får få fået finde finder lang længe mere bruge bruger gør gøre brug hjælp hjælpe \
            tager tage går gå komme kommer vide ved god bedste ting tid dag dage ny nye nu muligt mulig \
            behov gælder varer køber køb købe sælger sælge leder vise vis koster lager butik spørgsmål",
        same: &[
            "levering leverer leveret leveringstid fragt forsendelse sende sender sendes",
            "pakke pakken forsendelse",
            "retur returnere returnering returnerer sendetilbage",
            "refusion refundere pengetilbage tilbagebetaling",
            "pris priser koste koster omkostning gebyr",
            "betale betaling betaler betalingsmetoder",
            "bytte ombytning bytter byttet byttes",
            "annullere afbestille fortryde",
            "spore sporing track",
            "skadet beskadiget ødelagt defekt",
            "størrelse størrelser",
            "vaske vask vaskes vasker vasket",
            "garanti reklamation",
            "ordre bestilling",
            "åbningstider åben åbent åbner åbne",
            "lukke lukker lukket",
            "betaler betalt betales",
            "reparere reparerer reparation",
            "hente henter hentes afhente afhentning",
            "gavekort gavekortet",
        ],
    },
    Table {
        language: "de",
        frame: "was wie wann wo warum wer welche welcher welches wieso woher wohin kann können könnte soll \
            sollte will möchte würde darf ich du sie wir ihr mein meine meinen euer eure ihre ihren hallo \
            danke bitte gern gerne auch mir mich uns haben hat habe hätte gibt gebt es ist sind sein werden \
            wird habt seid denn mal eigentlich ob dass man etwas viel viele",
        loose: "bekomme bekommen finden finde lange mehr brauche braucht dauert dauern machen geht \
            gehen gilt kommen kommt wissen gut beste ding zeit tag tage neu neue jetzt möglich hilfe helfen \
            kaufen kauf verkauft verkaufen verkauft suche zeigen zeig lager laden frage nutzen benutzen",
        same: &[
            "lieferung liefern geliefert lieferzeit versand versenden versendet verschicken verschickt zustellung",
            "paket päckchen sendung",
            "rückgabe zurückgeben zurückgegeben zurückschicken zurückgeschickt zurücksenden zurückgesendet retoure \
                rücksendung retournieren",
            "rückerstattung erstattung erstatten geldzurück",
            "preis preise kosten kostet gebühr versandkosten",
            "zahlung bezahlen bezahlt zahlen zahlt gezahlt zahlungsarten bezahlung",
            "umtausch umtauschen umgetauscht tauschen getauscht",
            "stornieren stornierung widerrufen",
            "verfolgen sendungsverfolgung tracking",
            "beschädigt kaputt defekt schaden",
            "größe größen passform",
            "waschen wäscht gewaschen wäsche waschbar reinigen gereinigt reinigung pflege",
            "garantie gewährleistung",
            "bestellung auftrag",
            "öffnungszeiten geöffnet öffnen öffnet offen",
            "schließen schließt geschlossen",
            "reparieren repariert reparatur",
            "trocknen getrocknet trockner",
            "abholen abgeholt abholung",
            "ankommen ankommt angekommen",
            "verlieren verliert verloren",
            "gutschein geschenkgutschein geschenkkarte",
        ],
    },
    Table {
        language: "sv",
        frame: "vad hur när var varför vem vilken vilket vilka kan kunde ska skulle vill jag du ni vi oss min \
            mitt mina er ert era din hej tack snälla gärna också mig dig man så någon något några är har ha \
            finns vara blir blev om det mycket många",
        loose: "få får fått hitta hittar lång länge mer använda använder gör göra hjälp hjälpa \
            tar ta går gå komma kommer veta vet bra bästa sak tid dag dagar ny nya nu möjligt behöver gäller köpa \
            köper säljer sälja letar visa lager butik fråga",
        same: &[
            "leverans leverera levererar leveranstid frakt skicka skickar skickas",
            "paket försändelse",
            "retur returnera returnerar skickatillbaka",
            "återbetalning pengartillbaka återbetala",
            "pris priser kosta kostar kostnad avgift",
            "betala betalning betalar betalsätt",
            "byta byte byter bytas bytt",
            "avbeställa annullera ångra",
            "spåra spårning",
            "skadad trasig defekt sönder",
            "storlek storlekar",
            "tvätta tvätt tvättas tvättar",
            "garanti reklamation",
            "order beställning",
            "öppettider öppet öppen öppna öppnar",
            "stänga stänger stängt",
            "reparera reparerar reparation lagning",
            "hämta hämtar hämtas upphämtning",
            "presentkort presentkortet",
        ],
    },
    Table {
        language: "nl",
        frame: "wat hoe wanneer waar waarom wie welke kan kunnen kunt zou zal wil wilt moet mag ik jij je u we \
            wij ons onze mijn jullie uw hallo bedankt dank alstublieft graag ook mij me men zo iets is zijn \
            heb hebben heeft er of dat het een bent veel",
        loose: "krijg krijgen vind vinden lang meer gebruik gebruiken doe doen hulp helpen neem nemen \
            duurt gaat gaan komen komt weten goed beste ding tijd dag dagen nieuw nu mogelijk nodig kopen \
            koop verkopen verkoopt zoek zoeken toon laat zien voorraad winkel vraag",
        same: &[
            "levering leveren geleverd levertijd bezorging bezorgen verzending verzenden verzendkosten",
            "pakket pakje zending",
            "retour retourneren retourzending terugsturen teruggestuurd terugzenden teruggezonden terugbrengen",
            "terugbetaling geldterug terugbetalen",
            "prijs prijzen kosten kost tarief",
            "betalen betaalt betaal betaald betaling betaalmethoden",
            "ruilen ruilt geruild omruilen",
            "annuleren annulering",
            "volgen track",
            "beschadigd kapot defect schade",
            "maat maten",
            "wassen wast gewassen was wasbaar wasvoorschrift",
            "garantie",
            "bestelling order",
            "openingstijden open openen opent geopend",
            "sluiten sluit gesloten",
            "repareren repareert reparatie",
            "ophalen haalt opgehaald afhalen afgehaald",
            "verliezen verliest verloren",
            "cadeaubon cadeaukaart",
        ],
    },
    Table {
        language: "fr",
        frame: "que quoi comment quand où pourquoi qui quel quelle quels quelles combien est-ce puis peux peut \
            pouvez dois doit veux veut voudrais je tu il nous vous mon ma mes votre vos ton bonjour salut \
            merci plaît aussi moi on quelque est sont ai as avez avoir être y a beaucoup",
        loose: "faire fait obtenir trouver trouve longtemps plus utiliser aide aider prend prendre \
            aller va venir savoir bon meilleur chose temps jour jours nouveau nouvelle maintenant possible \
            besoin acheter achat vendez vendre vend cherche montrer stock magasin boutique question faut",
        same: &[
            "livraison livrer livrez livré expédition expédier envoi envoyer",
            "colis paquet",
            "retour retourner renvoyer renvoie renvoyez",
            "remboursement rembourser remboursé",
            "prix coût coûte frais tarif",
            "paiement payer payez paie paye",
            "échange échanger",
            "annuler annulation",
            "suivre suivi",
            "endommagé abîmé cassé défectueux",
            "taille tailles",
            "laver lavage lave lavent entretien",
            "garantie",
            "commande",
            "horaires ouvert ouverte ouverts ouverture ouvrir ouvre ouvrez ouvrent",
            "réparer réparation répare réparent",
            "perdre perds perdu perdue",
            "recevoir reçois reçoit reçu",
            "fermer ferme fermez fermons fermé",
            "cartecadeau boncadeau",
        ],
    },
    Table {
        language: "es",
        frame: "qué que cómo como cuándo cuando dónde donde quién quien cuál cual cuáles cuánto cuánta puedo \
            puede pueden podría debo quiero quisiera yo tú usted nosotros mi mis su sus tu tus hola gracias \
            favor también me te se hay es son está tengo tienen tenéis tiene haber ser por para mucho",
        loose: "hacer hago obtener encontrar encuentro más usar ayuda ayudar tarda tardan tardar dura duran ir va \
            venir saber bueno mejor cosa tiempo día días nuevo nueva ahora posible necesito necesita comprar \
            compra venden vender vendéis busco buscar muestra tienda pregunta existencias",
        same: &[
            "envío enviar envían entrega entregar reparto",
            "paquete pedido",
            "devolución devolver devuelvo devuelve devuelto",
            "reembolso reembolsar dinero",
            "precio precios cuesta coste gastos tarifa",
            "pago pagar pagos",
            "cambio cambiar",
            "cancelar cancelación anular",
            "seguimiento rastrear seguir",
            "dañado roto defectuoso",
            "talla tallas tamaño",
            "lavar lavado lavan",
            "reparar reparación repara",
            "perder pierdo perdido",
            "recoger recojo recogida",
            "garantía",
            "horario horarios abierto abierta abren abre abrir apertura",
            "cerrar cierra cierran cerramos cerrado",
            "tarjetaregalo",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_same_meaning_are_found_by_word_and_by_stem() {
        for (word, language, other) in [
            ("shipping", "en", "delivery"),
            ("fragt", "da", "levering"),
            ("zurückschicken", "de", "rückgabe"),
        ] {
            let stem = &analysis::analyse(word, language)[0];
            let others = same_meaning(word, stem, language);
            assert!(others.contains(&analysis::analyse(other, language)[0]), "{word}: {others:?}");
            assert!(!others.contains(stem));
        }
    }

    #[test]
    fn framing_words_are_known_in_every_language() {
        for table in TABLES {
            assert!(table.frame.split_whitespace().all(|word| is_frame(word, table.language)));
        }
        assert!(!is_frame("delivery", "en") && !is_frame("how", "xx"));
    }
}

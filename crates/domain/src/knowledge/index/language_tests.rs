//! Slips, compounds and inflections in seven languages: what is asked in other words than the page has.

use super::*;

/// A language with its passages and questions: what is asked, and the passage that knows.
struct Case {
    language: &'static str,
    passages: &'static [(&'static str, &'static str, &'static str)],
    questions: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        language: "en",
        passages: &[
            (
                "care",
                "Washing wool",
                "Our jumpers are knitted from merino. Wash them by hand and dry them flat.",
            ),
            (
                "returns",
                "Returns",
                "Send a parcel back within thirty days and your money is refunded within a week.",
            ),
            (
                "gift",
                "Gift cards",
                "A gift card is valid for two years and can be paid with in every branch.",
            ),
            (
                "jacket",
                "Rain jackets",
                "The hooded raincoat keeps heavy showers out. Its seams are taped and waterproof.",
            ),
            (
                "hours",
                "Visiting us",
                "The harbour branch opens at nine and closes at six, also on Saturdays.",
            ),
        ],
        questions: &[
            ("how do I wahs it?", "care"),
            ("jumpres", "care"),
            ("refnuds", "returns"),
            ("where can I pay with giftcards?", "gift"),
            ("rain coat with a hood", "jacket"),
            ("water proof seam", "jacket"),
            ("opening on a saturday", "hours"),
            ("is the harbuor branch closing early?", "hours"),
            ("knitting merino by hand", "care"),
        ],
    },
    Case {
        language: "da",
        passages: &[
            (
                "care",
                "Vask af uld",
                "Vores trøjer er strikket af merino. Vask dem i hånden og lad dem tørre fladt.",
            ),
            (
                "returns",
                "Returnering",
                "Send pakken tilbage inden for tredive dage, så får du pengene igen på en uge.",
            ),
            ("gift", "Gavekort", "Et gavekort gælder i to år og kan bruges i alle vores forretninger."),
            (
                "jacket",
                "Regnjakker",
                "Jakken med hætte holder kraftige byger ude. Sømmene er tapede og vandtætte.",
            ),
            ("hours", "Besøg os", "Forretningen ved havnen lukker klokken seks, også om lørdagen."),
        ],
        questions: &[
            ("kan jeg vaske en trøje i hånden?", "care"),
            ("strikekt", "care"),
            ("uldtrøje af merino", "care"),
            ("returnere en pakke efter tredive dage", "returns"),
            ("pakekn", "returns"),
            ("hvor længe gælder gavekortene?", "gift"),
            ("jakker til regn", "jacket"),
            ("vandtæt", "jacket"),
            ("havneforretningen på lørdage", "hours"),
        ],
    },
    Case {
        language: "de",
        passages: &[
            (
                "care",
                "Wolle waschen",
                "Unsere Pullover sind aus Merino gestrickt. Waschen Sie sie von Hand und trocknen Sie sie liegend.",
            ),
            (
                "returns",
                "Rückgabe",
                "Schicken Sie das Paket innerhalb von dreißig Tagen zurück, dann erstatten wir den Kaufpreis in einer Woche.",
            ),
            (
                "gift",
                "Gutscheine",
                "Ein Gutschein gilt zwei Jahre und kann in allen unseren Filialen eingelöst werden.",
            ),
            (
                "jacket",
                "Regenjacken",
                "Der Mantel mit Kapuze hält starke Schauer ab. Die Nähte sind verklebt und wasserdicht.",
            ),
            ("hours", "Besuchen Sie uns", "Die Filiale am Hafen schließt um sechs Uhr, auch am Samstag."),
        ],
        questions: &[
            ("Kann ich den Pullover mit der Hand waschen?", "care"),
            ("Meirno", "care"),
            ("Wollpullover stricken", "care"),
            ("Pakete zurückschicken", "returns"),
            ("wann wird ersattet?", "returns"),
            ("Wie lange gelten Gutscheine?", "gift"),
            ("Jacken für Regen", "jacket"),
            ("Kapuzenmantel", "jacket"),
            ("wasserdichtes", "jacket"),
            ("Hafenfiliale an Samstagen", "hours"),
        ],
    },
    Case {
        language: "sv",
        passages: &[
            (
                "care",
                "Tvätta ull",
                "Våra tröjor är stickade av merino. Tvätta dem för hand och torka dem plant.",
            ),
            (
                "returns",
                "Returer",
                "Skicka tillbaka paketet inom trettio dagar så får du pengarna igen på en vecka.",
            ),
            (
                "gift",
                "Presentkort",
                "Ett presentkort gäller i två år och kan användas i alla våra butiker vid kusten.",
            ),
            (
                "jacket",
                "Regnjackor",
                "Jackan med huva håller kraftiga skurar ute. Sömmarna är tejpade och vattentäta.",
            ),
            ("hours", "Besök oss", "Butiken vid hamnen stänger klockan sex, även på lördagar."),
        ],
        questions: &[
            ("kan jag tvätta en tröja för hand?", "care"),
            ("sticakd", "care"),
            ("ulltröja av merino", "care"),
            ("skicka tillbaka ett paket", "returns"),
            ("packetet", "returns"),
            ("hur länge gäller presentkorten?", "gift"),
            ("jackor för regn", "jacket"),
            ("vattentät", "jacket"),
            ("hamnbutiken på lördag", "hours"),
        ],
    },
    Case {
        language: "nl",
        passages: &[
            (
                "care",
                "Wol wassen",
                "Onze truien zijn gebreid van merino. Was ze met de hand en laat ze liggend drogen.",
            ),
            (
                "returns",
                "Retourneren",
                "Stuur het pakket binnen dertig dagen terug en u krijgt uw geld binnen een week.",
            ),
            (
                "gift",
                "Cadeaubonnen",
                "Een cadeaubon is twee jaar geldig en kan in al onze filialen worden besteed.",
            ),
            (
                "jacket",
                "Regenjassen",
                "De jas met capuchon houdt zware buien tegen. De naden zijn getapet en waterdicht.",
            ),
            ("hours", "Bezoek ons", "Het filiaal bij de haven sluit om zes uur, ook op zaterdag."),
        ],
        questions: &[
            ("kan ik een trui met de hand wassen?", "care"),
            ("gebried", "care"),
            ("wollen trui van merino", "care"),
            ("pakketten terugsturen", "returns"),
            ("cadeaubonen", "gift"),
            ("jassen tegen regen", "jacket"),
            ("waterdichte", "jacket"),
            ("havenfiliaal op zaterdagen", "hours"),
        ],
    },
    Case {
        language: "fr",
        passages: &[
            (
                "care",
                "Laver la laine",
                "Nos pulls sont tricotés en mérinos. Lavez-les à la main et séchez-les à plat.",
            ),
            (
                "returns",
                "Retours",
                "Renvoyez le colis sous trente jours et vous serez remboursé en une semaine.",
            ),
            (
                "gift",
                "Cartes cadeaux",
                "Une carte cadeau est valable deux ans et s'utilise dans toutes nos succursales.",
            ),
            (
                "jacket",
                "Vestes de pluie",
                "Le manteau à capuche arrête les fortes averses. Ses coutures sont collées et imperméables.",
            ),
            (
                "hours",
                "Nous rendre visite",
                "La succursale du port ferme à dix-huit heures, le samedi aussi.",
            ),
        ],
        questions: &[
            ("puis-je laver un pull à la main ?", "care"),
            ("un pull tricoter en merinos", "care"),
            ("remboursment", "returns"),
            ("renvoyer des colis", "returns"),
            ("où utiliser les cartes-cadeaux ?", "gift"),
            ("veste contre la pluie", "jacket"),
            ("impermeable", "jacket"),
            ("la succursale du port ferme-t-elle les samedis ?", "hours"),
        ],
    },
    Case {
        language: "es",
        passages: &[
            (
                "care",
                "Lavar la lana",
                "Nuestros jerséis están tejidos en merino. Lávelos a mano y séquelos en plano.",
            ),
            (
                "returns",
                "Devoluciones",
                "Devuelva el paquete en treinta días y le reembolsamos el importe en una semana.",
            ),
            (
                "gift",
                "Tarjetas regalo",
                "Una tarjeta regalo vale dos años y se usa en todas nuestras sucursales.",
            ),
            (
                "jacket",
                "Chaquetas de lluvia",
                "El abrigo con capucha detiene los chubascos fuertes. Sus costuras son selladas e impermeables.",
            ),
            ("hours", "Visítenos", "La sucursal del puerto cierra a las seis, también los sábados."),
        ],
        questions: &[
            ("¿puedo lavar un jersey a mano?", "care"),
            ("mernio", "care"),
            ("devolver paquetes", "returns"),
            ("¿cuándo me reembolsan?", "returns"),
            ("¿dónde usar las tarjetas de regalo?", "gift"),
            ("chaqueta para la lluvia", "jacket"),
            ("impermeable", "jacket"),
            ("¿la sucursal del puerto cierra el sabado?", "hours"),
            ("sucrusal", "hours"),
        ],
    },
];

fn snapshot(case: &Case, place: &Path) -> Snapshot {
    let passages = case.passages.iter().map(|(id, title, text)| PassageDoc {
        id: (*id).to_owned(),
        page_id: (*id).to_owned(),
        title: (*title).to_owned(),
        headings: vec![],
        text: (*text).to_owned(),
        language: case.language.to_owned(),
    });
    Snapshot::build(place, passages, []).unwrap()
}

#[test]
fn slips_compounds_and_inflections_find_their_passage() {
    let dir = tempfile::tempdir().unwrap();
    let mut missed = Vec::new();
    for case in CASES {
        let snapshot = snapshot(case, &dir.path().join(case.language));
        for (question, id) in case.questions {
            let query = Query::new(question, case.language);
            let hits = snapshot.search_passages(&query, 3).unwrap();
            if hits.first().is_none_or(|hit| hit.id != *id) {
                let found: Vec<_> = hits.iter().map(|hit| (hit.id.as_str(), hit.coverage)).collect();
                missed.push(format!("{} {question:?}: {found:?}", case.language));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

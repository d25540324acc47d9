//! Deeds in Danish, German, Swedish and Dutch.

use super::super::promises::Weight::{Bare, First, Going, Hard, Soft};
use super::Deeds;

pub(super) fn danish() -> Deeds {
    let when = ", lige, nu, allerede, netop";
    let done = "refunderet, tilbagebetalt, annulleret, godkendt, krediteret, forlænget, ændret, bekræftet, udstedt, sendt, \
        overført, returneret, betalt";
    let to = "din, dit, dine, ordren, bestillingen, pengene, beløbet, dig pengene, dig beløbet, dig";
    let things = "din ordre, din bestilling, din refusion, din tilbagebetaling, din returnering, din garanti, dine penge, dit \
        beløb, pengene, din betaling";
    let yours = "din ordre, din bestilling, din refusion, din tilbagebetaling, din returnering, din garanti, din betaling";
    let been =
        "annulleret, refunderet, godkendt, udstedt, forlænget, ændret, krediteret, tilbagebetalt, gennemført";
    vec![
        (Hard, vec!["jeg har", when, "refunderet, tilbagebetalt, annulleret, godkendt, krediteret"]),
        (Hard, vec!["jeg har", when, done, to]),
        (Soft, vec!["vi har", when, done, to]),
        (
            Hard,
            vec![
                "jeg har",
                when,
                "sendt dig, givet dig, sørget for, klaret",
                "pengene, dine penge, en refusion, en rabatkode, din refusion, \
            refusionen, din tilbagebetaling, tilbagebetalingen, pengene tilbage, dine penge tilbage",
            ],
        ),
        (
            Soft,
            vec![
                "vi har",
                when,
                "sendt dig, givet dig, sørget for, klaret",
                "pengene, dine penge, en refusion, en rabatkode, din refusion, \
            refusionen, din tilbagebetaling, tilbagebetalingen, pengene tilbage, dine penge tilbage",
            ],
        ),
        (
            Hard,
            vec![
                "jeg",
                "refunderer, tilbagebetaler, annullerer, krediterer, godkender",
                "nu, dig nu, din, dit, dine, ordren, pengene, beløbet",
            ],
        ),
        (
            Hard,
            vec![
                "jeg vil, jeg skal nok, jeg vil nu, lad mig",
                "refundere, tilbagebetale, annullere, kreditere, godkende",
                to,
            ],
        ),
        (
            Going,
            vec![
                "vi",
                "refunderer, tilbagebetaler, annullerer",
                "din ordre, dine penge, pengene, beløbet, dig",
                "nu, med det samme, straks, i dag",
            ],
        ),
        (Soft, vec![things, "er nu, er blevet, er nu blevet, blev, er allerede", been]),
        (
            Soft,
            vec![
                things,
                "er nu, er blevet, blev, er allerede",
                "sendt, betalt, overført, sendt tilbage, bekræftet",
            ],
        ),
        (Bare, vec![yours, "er", "annulleret, godkendt, forlænget, bekræftet, gennemført, på vej, klaret"]),
        (Going, vec![yours, "er", "refunderet, udstedt, krediteret, tilbagebetalt"]),
        (
            First,
            vec![
                "refusion, refusionen, ordre, ordren, bestilling, bestillingen, tilbagebetaling, tilbagebetalingen",
                ", er",
                "annulleret, godkendt, \
            gennemført, udstedt, bekræftet, refunderet",
            ],
        ),
    ]
}

pub(super) fn german() -> Deeds {
    let when = ", gerade, soeben, bereits, nun, jetzt";
    let done = "storniert, erstattet, zurückerstattet, überwiesen, veranlasst, genehmigt, gutgeschrieben, verlängert, geändert, \
        angewiesen, zurückgegeben, zurückgezahlt, zurückgeschickt, zurücküberwiesen, geschickt, gesendet, ausgezahlt, bestätigt";
    let to = "ihre bestellung, deine bestellung, die bestellung, ihre erstattung, ihre rückerstattung, deine erstattung, deine \
        rückerstattung, die erstattung, die rückerstattung, den betrag, ihnen den betrag, dir den betrag, ihnen das geld, \
        dir das geld, das geld, ihr geld, dein geld, ihnen ihr geld, dir dein geld, ihre garantie, deine garantie, ihnen, dir, \
        ihnen den kaufpreis, dir den kaufpreis, den kaufpreis, ihre zahlung, deine zahlung, ihnen einen gutschein, dir einen \
        gutschein, ihnen einen rabattcode, dir einen rabattcode";
    let doing = "storniere, erstatte, überweise, genehmige, veranlasse";
    let things = "ihre bestellung, deine bestellung, ihre erstattung, ihre rückerstattung, deine erstattung, deine \
        rückerstattung, ihre garantie, deine garantie, ihr geld, dein geld, das geld, ihre zahlung, deine zahlung, der betrag";
    let yours = "ihre bestellung, deine bestellung, ihre erstattung, ihre rückerstattung, deine erstattung, deine \
        rückerstattung, ihre garantie, deine garantie, ihre zahlung, deine zahlung";
    vec![
        (Hard, vec!["ich habe", when, "storniert, erstattet, zurückerstattet, genehmigt, gutgeschrieben"]),
        (Hard, vec!["ich habe", when, to, when, done]),
        (Soft, vec!["wir haben", when, to, when, done]),
        (Hard, vec!["ich", doing, "ihre, deine, dir, ihnen, den betrag, das geld, die bestellung"]),
        (
            Hard,
            vec![
                "ich werde",
                when,
                to,
                when,
                "stornieren, erstatten, zurückerstatten, überweisen, zurückgeben, genehmigen, \
            gutschreiben",
            ],
        ),
        (
            Going,
            vec![
                "wir erstatten, wir überweisen, wir stornieren",
                "ihnen, dir, ihre, deine",
                ", den betrag, das geld, geld, bestellung",
                "jetzt, sofort, heute, umgehend",
            ],
        ),
        (
            Soft,
            vec![
                things,
                "wurde, wurde soeben, wurde gerade, wurde bereits, wurde ihnen, wurde dir, ist nun, ist jetzt, ist bereits",
                "storniert, \
            erstattet, zurückerstattet, genehmigt, veranlasst, verlängert, geändert, überwiesen, zurückgezahlt, gutgeschrieben, \
            bestätigt, abgeschlossen, unterwegs, erledigt",
            ],
        ),
        (
            Bare,
            vec![
                yours,
                "ist",
                "storniert, genehmigt, bestätigt, abgeschlossen, unterwegs, erledigt, verlängert, auf dem weg, durch",
            ],
        ),
        (Going, vec![yours, "ist", "erstattet, zurückerstattet, veranlasst, geändert, gutgeschrieben"]),
        (
            First,
            vec![
                "erstattung, rückerstattung, bestellung, stornierung",
                ", ist",
                "storniert, genehmigt, veranlasst, abgeschlossen, bestätigt, erfolgt, \
            durchgeführt",
            ],
        ),
    ]
}

pub(super) fn swedish() -> Deeds {
    let when = ", just, nu, redan, precis";
    let done = "återbetalat, avbokat, annullerat, godkänt, krediterat, förlängt, ändrat, utfärdat, avbeställt, skickat, betalat, \
        bekräftat, returnerat";
    let to = "din, ditt, dina, ordern, beställningen, pengarna, beloppet, dig pengarna, dig beloppet, dig dina pengar, \
        återbetalningen";
    let things = "din order, din beställning, din återbetalning, din retur, din garanti, dina pengar, pengarna, din betalning, \
        beloppet";
    let yours = "din order, din beställning, din återbetalning, din retur, din garanti, din betalning";
    vec![
        (Hard, vec!["jag har", when, "återbetalat, avbokat, annullerat, godkänt, krediterat, avbeställt"]),
        (Hard, vec!["jag har", when, done, to]),
        (Soft, vec!["vi har", when, done, to]),
        (
            Hard,
            vec![
                "jag har, vi har",
                when,
                "gett dig, skickat dig, ordnat, fixat",
                "pengarna, pengarna tillbaka, dina pengar, en återbetalning, din \
            återbetalning, återbetalningen, en rabattkod",
            ],
        ),
        (
            Hard,
            vec![
                "jag",
                "återbetalar, avbokar, annullerar, avbeställer, krediterar",
                "nu, din, ditt, dina, ordern, pengarna, beloppet, dig",
            ],
        ),
        (
            Hard,
            vec![
                "jag ska, jag kommer att",
                "återbetala, avboka, annullera, avbeställa, kreditera, godkänna",
                to,
            ],
        ),
        (
            Going,
            vec![
                "vi",
                "återbetalar, avbokar, annullerar",
                "din order, dina pengar, pengarna, beloppet, dig",
                "nu, genast, direkt, idag, omedelbart",
            ],
        ),
        (
            Soft,
            vec![
                things,
                "har, har nu, har redan, är nu, har precis",
                "avbokats, annullerats, återbetalats, godkänts, utfärdats, förlängts, \
            ändrats, avbeställts, skickats, betalats, bekräftats, avbokad, annullerad, godkänd, utfärdad, förlängd, återbetald",
            ],
        ),
        (
            Bare,
            vec![
                yours,
                "är",
                "annullerad, avbokad, avbeställd, godkänd, förlängd, bekräftad, klar, genomförd, på väg",
            ],
        ),
        (Going, vec![yours, "är", "utfärdad, återbetald"]),
        (
            First,
            vec![
                "återbetalning, återbetalningen, order, ordern, beställning, beställningen",
                ", är",
                "godkänd, genomförd, annullerad, \
            avbokad, bekräftad, klar",
            ],
        ),
    ]
}

pub(super) fn dutch() -> Deeds {
    let when = ", zojuist, net, al, nu";
    let done = "geannuleerd, terugbetaald, teruggestort, goedgekeurd, verwerkt, verlengd, gewijzigd, gecrediteerd, teruggegeven, \
        overgemaakt, gestuurd, verstuurd, bevestigd, geregeld";
    let to = "uw bestelling, je bestelling, de bestelling, uw terugbetaling, je terugbetaling, de terugbetaling, het bedrag, uw \
        geld, je geld, het geld, u het geld, je het geld, u het bedrag, je het bedrag, u, je, uw garantie, je garantie, je een \
        kortingscode, u een kortingscode";
    let things = "uw bestelling, je bestelling, uw terugbetaling, je terugbetaling, uw garantie, je garantie, uw geld, je geld, \
        het geld, uw betaling, je betaling";
    let yours = "uw bestelling, je bestelling, uw terugbetaling, je terugbetaling, uw garantie, je garantie, uw betaling, je betaling";
    vec![
        (Hard, vec!["ik heb", when, "geannuleerd, terugbetaald, goedgekeurd, gecrediteerd"]),
        (Hard, vec!["ik heb", when, to, when, done]),
        (Soft, vec!["we hebben, wij hebben", when, to, when, done]),
        (
            Hard,
            vec![
                "ik",
                "annuleer, stort, betaal",
                "nu, uw bestelling, je bestelling, de bestelling, uw geld, je geld, het bedrag, u terug, je terug, je nu \
            terug, u nu terug",
            ],
        ),
        (Hard, vec!["ik zal, ik ga", when, to, when, "annuleren, terugbetalen, terugstorten, goedkeuren"]),
        (
            Soft,
            vec![
                things,
                "is zojuist, is nu, is al, werd, is net",
                "geannuleerd, terugbetaald, goedgekeurd, verwerkt, verlengd, gewijzigd, \
            teruggestort, overgemaakt, bevestigd, onderweg, afgerond",
            ],
        ),
        (
            Bare,
            vec![
                yours,
                "is",
                "geannuleerd, goedgekeurd, verlengd, bevestigd, onderweg, afgerond, voltooid, geregeld",
            ],
        ),
        (Going, vec![yours, "is", "terugbetaald, verwerkt, gewijzigd, teruggestort"]),
        (
            First,
            vec![
                "terugbetaling, bestelling, annulering, de terugbetaling, de bestelling",
                ", is",
                "geannuleerd, verwerkt, goedgekeurd, \
            voltooid, bevestigd, uitgevoerd",
            ],
        ),
    ]
}

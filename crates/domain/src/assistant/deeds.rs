//! Deeds that the machine claims to have done, or to do now: that it cancels, refunds or changes something, or that this
//! was done.
//!
//! Put together of who, when, what and to what. Only what an owner's staff would have done is a deed: a page may say that
//! something was coated or how refunds are paid, and a visitor that they changed their mind.

use super::promises::Slots;
use super::promises::Weight::{self, Bare, First, Going, Hard, Soft};

#[cfg(test)]
mod tests;

type Deeds = Vec<(Weight, Slots)>;

/// All deeds, and how they weigh.
pub(super) fn deeds() -> Deeds {
    [english(), danish(), german(), swedish(), dutch(), french(), spanish()].concat()
}

fn english() -> Deeds {
    let i = "i have, i've, i went ahead and, i have gone ahead and, i've gone ahead and, i just, i already";
    let we = "we have, we've, we, i";
    let when = ", just, already, now, successfully";
    let alone = "refunded, reimbursed, cancelled, canceled, waived, credited, approved, processed, applied, reversed, voided";
    let done = "issued, extended, changed, updated, upgraded, booked, confirmed, placed, cancelled, canceled, refunded, \
        reimbursed, credited, approved, processed, waived, reversed, deleted, voided";
    let to = "your, you, the refund, a refund, the order, this order, order, the charge, the fee";
    let handled = "sent, returned, given, gave, transferred, wired, put through, put, taken care of, took care of, sorted, \
        sorted out, arranged, handled, initiated, started, triggered, made, paid, paid back, sent back, given back, gave back";
    let money = "your refund, the refund, a refund, you a refund, you the refund, you your refund, your money, the money, you \
        your money, you the money, your payment, the payment, the charge, your cancellation, the cancellation, you a code, \
        you a discount, you a discount code, you a voucher, you a coupon, you a gift card";
    let do_it = "refund, cancel, reimburse, void, waive, credit, approve, process, issue, extend, reverse";
    let doing = "refunding, cancelling, canceling, reimbursing, voiding, waiving, approving, processing, issuing, extending, \
        reversing";
    let shall = "i'll, i will, i'll now, i'm going to, i am going to, let me, i'll go ahead and, i will go ahead and, i shall";
    let we_shall = "we'll, we will, we're going to, we are going to";
    let all = "you, you the money, you your money, your order, your money, your refund, the order, the refund, a refund, you a \
        refund, you #, you # euros, you in full, you the full amount";
    let now = "now, right now, right away, at once, immediately, today, straight away";
    let things = "your order, your refund, your return, your subscription, your warranty, your payment, your account, your \
        booking, your appointment, your reservation, your address, your money, your cancellation, the order, the refund, \
        the money";
    let of = ", of #, of # euros, for #, request, order";
    let been = "cancelled, canceled, refunded, issued, processed, approved, extended, changed, updated, credited, upgraded, \
        reversed, deleted, voided, sent, sent back, returned, paid, paid back, paid out, transferred, completed, initiated, \
        accepted";
    let yours = "your order, your refund, your return, your subscription, your warranty, your payment, your booking, your \
        appointment, your reservation, your money, your cancellation, your claim";
    let state = "cancelled, canceled, approved, complete, completed, confirmed, accepted, done, extended, on its way, on the way, \
        taken care of, sorted, all set, in the post, voided, granted";
    vec![
        (Hard, vec![i, when, alone]),
        (Hard, vec![i, when, done, to]),
        (
            Hard,
            vec![
                "i have, i've, i, i just, i already, i have just, i have already, i've just, i've already",
                handled,
                money,
            ],
        ),
        (
            Soft,
            vec![
                "we have, we've, we, we have just, we've just, we have already, we've already",
                handled,
                money,
            ],
        ),
        (Soft, vec![we, when, done, to]),
        (Hard, vec![shall, do_it, to]),
        (Hard, vec!["i'm, i am, i'm now, i am now", doing, to]),
        (Soft, vec!["we're, we are, we're now, we are now", doing, to]),
        (Going, vec![we_shall, do_it, all, now]),
        (Going, vec![we_shall, "now, immediately", do_it, all]),
        (Hard, vec!["consider", yours, "cancelled, canceled, refunded, done, approved, granted"]),
        (
            Hard,
            vec![
                "you'll get, you will get, you get",
                "your money back, your refund, a refund, the money",
                "now, today, tomorrow, right away",
            ],
        ),
        (
            Soft,
            vec![
                things,
                of,
                "has been, has now been, has just been, has already been, was, is now, has",
                been,
            ],
        ),
        (Soft, vec![yours, of, "is now, is already, is hereby", state]),
        (Bare, vec![yours, of, "is", state]),
        (Going, vec![yours, of, "is, is being", "issued, processed, refunded, credited, reversed"]),
        (
            First,
            vec![
                "refund, order, cancellation, return, payment, warranty",
                of,
                "cancelled, canceled, refunded, issued, processed, approved, \
            completed, confirmed, accepted, sent, voided, reversed, granted, extended, done",
            ],
        ),
    ]
}

fn danish() -> Deeds {
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

fn german() -> Deeds {
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

fn swedish() -> Deeds {
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

fn dutch() -> Deeds {
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

fn french() -> Deeds {
    let when = ", déjà, bien, donc, maintenant, intégralement";
    let done = "remboursé, annulé, approuvé, prolongé, modifié, émis, effectué, rendu, renvoyé, envoyé, viré, versé, confirmé, crédité";
    let to = "votre, ta, ton, la commande, le remboursement, l'argent, le montant, vous, un remboursement, un code promo, un \
        bon d'achat";
    let things = "votre commande, votre remboursement, votre retour, votre garantie, ta commande, ton remboursement, ton retour, \
        ta garantie, votre argent, ton argent, votre paiement, le remboursement, l'argent";
    let yours = "votre commande, votre remboursement, votre retour, votre garantie, ta commande, ton remboursement, ta garantie, \
        votre paiement";
    vec![
        (
            Hard,
            vec![
                "j'ai, je vous ai, je t'ai, je viens d', je viens de vous, je viens de te",
                when,
                "remboursé, annulé, approuvé, annuler, \
            approuver, rembourser, crédité",
            ],
        ),
        (Hard, vec!["j'ai, je vous ai, je t'ai", when, done, to]),
        (Soft, vec!["nous avons, nous vous avons, nous t'avons, on vous a, on t'a", when, done, to]),
        (
            Soft,
            vec![
                "nous vous avons, nous t'avons, on vous a, on t'a",
                when,
                "remboursé, remboursée, remboursés, crédité, dédommagé",
            ],
        ),
        (
            Soft,
            vec![
                "nous venons de",
                "vous rembourser, te rembourser, rembourser votre, annuler votre, annuler ta",
            ],
        ),
        (
            Hard,
            vec![
                "je vais, je vais maintenant",
                "vous rembourser, te rembourser, annuler, rembourser, approuver",
                ", votre, ta, ton, la commande",
            ],
        ),
        (Hard, vec!["je vous rembourse, je te rembourse, j'annule votre, j'annule ta, j'annule la"]),
        (
            Going,
            vec![
                "nous vous remboursons, on vous rembourse",
                "maintenant, tout de suite, immédiatement, aujourd'hui",
            ],
        ),
        (
            Soft,
            vec![
                things,
                "a été, a bien été, est désormais, vient d'être, a déjà été, est maintenant",
                "annulée, annulé, remboursée, remboursé, \
            approuvée, approuvé, prolongée, effectué, émis, modifiée, confirmée, envoyé, versé, validé, validée, traité",
            ],
        ),
        (
            Bare,
            vec![
                yours,
                "est, est bien",
                "annulée, annulé, approuvée, approuvé, confirmée, confirmé, prolongée, en route, en chemin, \
            terminé, validé, validée",
            ],
        ),
        (Going, vec![yours, "est, est bien", "remboursée, remboursé, effectué, émis, modifiée, traité"]),
        (
            First,
            vec![
                "remboursement, commande, annulation",
                ", est",
                "effectué, approuvé, annulée, validé, confirmé, confirmée, traité, \
            effectuée, émis",
            ],
        ),
    ]
}

fn spanish() -> Deeds {
    let when = ", ya, ahora";
    let done = "reembolsado, cancelado, anulado, aprobado, ampliado, modificado, emitido, devuelto, enviado, abonado, confirmado, tramitado, \
        transferido";
    let to = "su, tu, el pedido, el reembolso, el dinero, el importe, un reembolso, un código, un cupón";
    let things = "su pedido, tu pedido, su reembolso, tu reembolso, su garantía, tu garantía, su dinero, tu dinero, el dinero, su \
        pago, tu pago, el reembolso";
    let yours =
        "su pedido, tu pedido, su reembolso, tu reembolso, su garantía, tu garantía, su pago, tu pago";
    let been = "cancelado, anulado, reembolsado, aprobado, emitido, modificado, ampliada, devuelto, enviado, abonado, tramitado, \
        confirmado, completado, procesado";
    vec![
        (
            Hard,
            vec![
                "he, ya he, te he, le he, ya te he, ya le he",
                when,
                "reembolsado, cancelado, anulado, aprobado, devuelto",
            ],
        ),
        (Hard, vec!["he, ya he, te he, le he, ya te he, ya le he", when, done, to]),
        (Soft, vec!["hemos, ya hemos, le hemos, te hemos, ya te hemos, ya le hemos", when, done, to]),
        (
            Soft,
            vec![
                "te hemos, le hemos, ya te hemos, ya le hemos, os hemos, les hemos",
                "reembolsado, devuelto, abonado, indemnizado, compensado",
            ],
        ),
        (
            Hard,
            vec![
                "voy a",
                "reembolsarte, reembolsarle, devolverte, devolverle, cancelar tu, cancelar su, anular tu, anular su, aprobar tu, \
            aprobar su",
            ],
        ),
        (Hard, vec!["ahora", "te reembolso, le reembolso, cancelo tu, cancelo su, anulo tu, anulo su"]),
        (
            Going,
            vec!["te reembolsamos, le reembolsamos", "ahora, ahora mismo, hoy, de inmediato, inmediatamente"],
        ),
        (Soft, vec![things, "ha sido, ya ha sido, fue, ya está, acaba de ser, se ha", been]),
        (
            Bare,
            vec![
                yours,
                "está",
                "cancelado, anulado, aprobado, ampliada, confirmado, completado, en camino, listo, hecho",
            ],
        ),
        (Going, vec![yours, "está", "reembolsado, emitido, modificado, procesado, tramitado"]),
        (
            First,
            vec![
                "reembolso, pedido, cancelación",
                ", está",
                "cancelado, aprobado, procesado, confirmado, tramitado, emitido, realizado, \
            confirmada, completado",
            ],
        ),
    ]
}

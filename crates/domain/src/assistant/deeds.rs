//! Deeds that the machine claims to have done: that it has cancelled, refunded or changed something, or that this was done.
//!
//! Put together of who, when, what and to what. Only what an owner's staff would have done is a deed: a page may say that
//! something was coated, and a visitor that they changed their mind.

use super::promises::Weight::{self, Hard, Soft};

/// Where a language puts what something was done to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// "I have cancelled your order".
    DoneFirst,
    /// "Ich habe Ihre Bestellung storniert".
    DoneLast,
}

/// How a language tells of deeds. Words are parted by commas; an empty one may be left out.
struct Deeds {
    order: Order,
    /// The machine itself.
    i: &'static str,
    /// The owner's people.
    we: &'static str,
    when: &'static str,
    /// What is a deed whatever it was done to, when the machine says it of itself.
    alone: &'static str,
    done: &'static str,
    to: &'static str,
    /// What something was done to, and how it was, when nobody is named.
    things: &'static str,
    was: &'static str,
    been: &'static str,
}

const LANGUAGES: [Deeds; 7] = [
    // English
    Deeds {
        order: Order::DoneFirst,
        i: "i have, i've, i went ahead and, i have gone ahead and, i've gone ahead and, i just, i already",
        we: "we have, we've, we, i",
        when: ", just, already, now, successfully",
        alone: "refunded, reimbursed, cancelled, canceled, waived, credited, approved, processed, applied, reversed",
        done: "issued, extended, changed, updated, upgraded, booked, confirmed, placed, cancelled, canceled, refunded, \
            reimbursed, credited, approved, processed, waived, reversed, deleted",
        to: "your, you, the refund, a refund, the order, this order, order",
        things: "your order, your refund, your return, your subscription, your warranty, your payment, your account, the \
            order, the refund",
        was: "has been, has now been, has just been, has already been, was, is now",
        been: "cancelled, canceled, refunded, issued, processed, approved, extended, changed, updated, credited, upgraded, \
            reversed, deleted",
    },
    // Danish
    Deeds {
        order: Order::DoneFirst,
        i: "jeg har",
        we: "vi har",
        when: ", lige, nu, allerede, netop",
        alone: "refunderet, tilbagebetalt, annulleret, godkendt, krediteret",
        done: "refunderet, tilbagebetalt, annulleret, godkendt, krediteret, forlænget, ændret, bekræftet, udstedt",
        to: "din, dit, dine, ordren, bestillingen, pengene, beløbet",
        things: "din ordre, din bestilling, din refusion, din tilbagebetaling, din returnering, din garanti",
        was: "er, er nu, er blevet, er nu blevet, blev",
        been: "annulleret, refunderet, godkendt, udstedt, forlænget, ændret, krediteret",
    },
    // German
    Deeds {
        order: Order::DoneLast,
        i: "ich habe",
        we: "wir haben",
        when: ", gerade, soeben, bereits, nun, jetzt",
        alone: "storniert, erstattet, zurückerstattet, genehmigt, gutgeschrieben",
        done: "storniert, erstattet, zurückerstattet, überwiesen, veranlasst, genehmigt, gutgeschrieben, verlängert, geändert, \
            angewiesen",
        to: "ihre bestellung, deine bestellung, die bestellung, ihre erstattung, ihre rückerstattung, deine erstattung, deine \
            rückerstattung, die erstattung, die rückerstattung, den betrag, ihnen den betrag, dir den betrag, ihnen das geld, \
            dir das geld, ihre garantie, deine garantie",
        things: "ihre bestellung, deine bestellung, ihre erstattung, ihre rückerstattung, deine erstattung, deine \
            rückerstattung, ihre garantie, deine garantie",
        was: "wurde, wurde soeben, wurde gerade, wurde bereits, ist, ist nun, ist jetzt",
        been: "storniert, erstattet, zurückerstattet, genehmigt, veranlasst, verlängert, geändert",
    },
    // Swedish
    Deeds {
        order: Order::DoneFirst,
        i: "jag har",
        we: "vi har",
        when: ", just, nu, redan",
        alone: "återbetalat, avbokat, annullerat, godkänt, krediterat",
        done: "återbetalat, avbokat, annullerat, godkänt, krediterat, förlängt, ändrat, utfärdat",
        to: "din, ditt, dina, ordern, beställningen, pengarna, beloppet",
        things: "din order, din beställning, din återbetalning, din retur, din garanti",
        was: "har, har nu, har redan, är, är nu",
        been: "avbokats, annullerats, återbetalats, godkänts, utfärdats, förlängts, ändrats, annullerad, avbokad, godkänd, \
            utfärdad, förlängd",
    },
    // Dutch
    Deeds {
        order: Order::DoneLast,
        i: "ik heb",
        we: "we hebben, wij hebben",
        when: ", zojuist, net, al, nu",
        alone: "geannuleerd, terugbetaald, goedgekeurd, gecrediteerd",
        done: "geannuleerd, terugbetaald, teruggestort, goedgekeurd, verwerkt, verlengd, gewijzigd, gecrediteerd",
        to: "uw bestelling, je bestelling, de bestelling, uw terugbetaling, je terugbetaling, de terugbetaling, het bedrag, uw \
            geld, je geld, uw garantie, je garantie",
        things: "uw bestelling, je bestelling, uw terugbetaling, je terugbetaling, uw garantie, je garantie",
        was: "is, is zojuist, is nu, is al, werd",
        been: "geannuleerd, terugbetaald, goedgekeurd, verwerkt, verlengd, gewijzigd",
    },
    // French
    Deeds {
        order: Order::DoneFirst,
        i: "j'ai, je vous ai, je t'ai, je viens d'",
        we: "nous avons, nous vous avons",
        when: ", déjà, bien, donc",
        alone: "remboursé, annulé, approuvé, annuler, approuver",
        done: "remboursé, annulé, approuvé, prolongé, modifié, émis, effectué",
        to: "votre, ta, ton, la commande, le remboursement",
        things: "votre commande, votre remboursement, votre retour, votre garantie",
        was: "a été, a bien été, est, est désormais, vient d'être",
        been: "annulée, annulé, remboursée, remboursé, approuvée, approuvé, prolongée, effectué, émis, modifiée",
    },
    // Spanish
    Deeds {
        order: Order::DoneFirst,
        i: "he, ya he, te he, le he",
        we: "hemos, ya hemos, le hemos, te hemos",
        when: "",
        alone: "reembolsado, cancelado, anulado, aprobado",
        done: "reembolsado, cancelado, anulado, aprobado, ampliado, modificado, emitido",
        to: "su, tu, el pedido, el reembolso",
        things: "su pedido, tu pedido, su reembolso, tu reembolso, su garantía, tu garantía",
        was: "ha sido, ya ha sido, fue, está, ya está",
        been: "cancelado, anulado, reembolsado, aprobado, emitido, modificado, ampliada",
    },
];

/// All deeds, and how they weigh.
pub(super) fn deeds() -> impl Iterator<Item = (String, Weight)> {
    LANGUAGES.iter().flat_map(|of| {
        let [done, to] = match of.order {
            Order::DoneFirst => [of.done, of.to],
            Order::DoneLast => [of.to, of.done],
        };
        let told = [
            (Hard, vec![of.i, of.when, of.alone]),
            (Hard, vec![of.i, of.when, done, to]),
            (Soft, vec![of.we, of.when, done, to]),
            (Soft, vec![of.things, of.was, of.been]),
        ];
        told.into_iter()
            .flat_map(|(weight, slots)| sentences(&slots).into_iter().map(move |text| (text, weight)))
    })
}

/// Every way through slots of words.
fn sentences(slots: &[&str]) -> Vec<String> {
    slots.iter().fold(vec![String::new()], |begun, slot| {
        let with = |begin: &String| {
            slot.split(',').map(|words| format!("{begin} {}", words.trim())).collect::<Vec<_>>()
        };
        begun.iter().flat_map(with).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_put_together_in_the_order_of_their_language() {
        let all: Vec<(String, Weight)> = deeds().collect();
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (told, weight) in [
            ("i just cancelled order", Hard),
            ("i've issued your", Hard),
            ("we have extended your", Soft),
            ("your refund has been issued", Soft),
            ("ich habe ihre bestellung storniert", Hard),
            ("votre commande a été annulée", Soft),
            ("su pedido ha sido cancelado", Soft),
        ] {
            assert!(all.iter().any(|(text, w)| plain(text) == told && *w == weight), "{told}");
        }
    }
}

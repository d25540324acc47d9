//! Deeds in French and Spanish.

use super::super::promises::Weight::{Bare, First, Going, Hard, Soft};
use super::Deeds;

pub(super) fn french() -> Deeds {
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

pub(super) fn spanish() -> Deeds {
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

//! Deeds that the machine claims to have done, or to do now: that it cancels, refunds or changes something, or that this
//! was done.
//!
//! Put together of who, when, what and to what. Only what an owner's staff would have done is a deed: a page may say that
//! something was coated or how refunds are paid, and a visitor that they changed their mind.

use super::promises::Slots;
use super::promises::Weight::{self, Bare, First, Going, Hard, Soft};

mod germanic;
mod romance;
#[cfg(test)]
mod tests;

use germanic::{danish, dutch, german, swedish};
use romance::{french, spanish};

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

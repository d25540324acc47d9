//! Prices, discounts, links and numbers that no row has, said in roundabout ways, and harmless words that look like them.

use super::answers::shop;
use super::{check_of, product};
use crate::assistant::PriceBounds;
use crate::assistant::facts::Facts;

fn shirts() -> Facts {
    let mut facts = shop("Do you have shirts?");
    facts.allow_hosts(&["blog.example".to_owned()]);
    facts
}

#[test]
fn a_price_without_a_currency_is_found() {
    check_of(
        &shirts,
        &[
            ("Now 37.90 instead of 47.90!", "Now … instead of …!"),
            ("Now 49.90 instead of 59.90!", "="),
            ("Total: 37", "Total: …"),
            ("The total is 37.", "The total is …."),
            ("Amount due 37.00", "Amount due …"),
            ("They are 37 each.", "They are … each."),
            ("It is 37 per piece.", "It is … per piece."),
            ("Only 37 apiece!", "Only … apiece!"),
            ("Yours for 37.", "Yours for …."),
            ("It will set you back 37.", "It will set you back …."),
            ("The Slipway Shirt: 37.", "The Slipway Shirt: …."),
            ("The price is\n\n37", "The price is\n…"),
            ("€\n\n37", "€\n…"),
            ("It is €  \n37 today.", "It is €\n… today."),
            ("The price is €  \n37", "The price is €\n…"),
            (
                "All prices are in €.\n\n30 days to send it back.",
                "All prices are in €.\n30 days to send it back.",
            ),
            ("It costs nothing.", "It …."),
            ("It is 37&thinsp;€.", "It is …."),
            ("It is 37&#8203;0 €.", "It is …."),
        ],
    );
    for money in ["zł", "Kč", "Ft", "lei", "лв", "руб", "元", "rupees", "francs", "еurо", "ЕUR"] {
        check_of(&shirts, &[(&format!("It is 37 {money}, friend."), "It is …, friend.")]);
    }
    check_of(
        &shirts,
        &[
            ("We are open 9.00–17.00 and from 10.00 to 14.00.", "="),
            ("The parcel comes at 10.30, on 24.12. at the latest.", "="),
            ("It is 1.75 m long, 6 ft wide and 12.50 kg light.", "="),
            ("A total of 37 shirts.", "="),
            ("Sizes of the shirt: 36, 38 and 40.", "="),
            ("Pay in 3 instalments.", "="),
            ("Use it 3 for 2 days.", "="),
        ],
    );
}

#[test]
fn a_bound_is_no_claim_of_a_product() {
    let bounded = || {
        let mut facts = shop("Do you have tents under 5 euros?");
        facts.add_bounds(PriceBounds { min: None, max: Some("5".parse().unwrap()) });
        facts
    };
    check_of(
        &bounded,
        &[
            ("Yes, the Commons Bell Tent costs under €5.", "Yes, the Commons Bell Tent costs under …."),
            ("I found no tents under €5.", "="),
            ("The Commons Bell Tent is not under €5.", "="),
        ],
    );
}

#[test]
fn a_discount_in_other_words_is_found() {
    check_of(
        &shirts,
        &[
            ("Enter SAVE20 at the checkout.", "Enter … at the checkout."),
            ("Buy one, get one free.", "…."),
            ("Now 3 for 2!", "Now …!"),
            ("A third off!", "A …!"),
            ("You save a fifth.", "You save a …."),
            ("-20%", "-…"),
            ("All shirts -20 %!", "All shirts -…!"),
            ("Scan the QR code ABC.", "="),
            ("The dress code is CASUAL.", "="),
            ("Give a postal code, such as D04.", "="),
            ("The country code is +353.", "="),
            ("It is 10-20 % wool.", "="),
        ],
    );
}

#[test]
fn a_fee_is_waived_only_by_a_page() {
    let bare = || {
        let mut facts = Facts::new("en");
        facts.add_product(&product("slipway", "Slipway Shirt", "49.90", 31));
        facts
    };
    check_of(&bare, &[("No delivery fee.", "No delivery …."), ("No shipping costs!", "No shipping …!")]);
    check_of(&|| shop("What does delivery to Ireland cost?"), &[("No delivery fee.", "=")]);
}

#[test]
fn an_address_in_plain_words_is_found() {
    check_of(
        &shirts,
        &[
            ("See evil.zone/path now.", "See evil… now."),
            ("See evil.gg/abc now.", "See evil… now."),
            ("See evil.xn--p1ai now.", "See evil… now."),
            ("See 1.1.1.1/evil now.", "See … now."),
            ("See https:/evil.example now.", "See … now."),
            ("See https:evil.example now.", "See … now."),
            ("See https:\\\\evil.example now.", "See … now."),
            ("See https://blog.example/out?u=evil.example now.", "See … now."),
            ("See [this](https://shop.example/go?u=/%5cevil.example) now.", "See this now."),
            ("See https://blog.example/post now.", "="),
            ("Good.It is nice and/or new, version 1.1.1.1.", "="),
            ("Our number is 0800123456.", "Our number is …."),
            ("Our number is 0800 123 456.", "Our number is …."),
            ("Reach us at 12 34 56 78.", "Reach us at …."),
            ("It opened on 01.02.2026 or 01-02-2026.", "="),
        ],
    );
}

#[test]
fn ordinary_sentences_of_a_shop_pass() {
    check_of(
        &shirts,
        &[
            ("Delivery to Ireland costs €4.50, to Germany €8.90 and to Denmark €10.90.", "="),
            ("The Slipway Shirt costs €49.90 and comes in M and XXL.", "="),
            ("Write us an e-mail or call us between 9.00 and 17.00.", "="),
            ("It weighs 1.25 kg and the pole is 2.10 m.", "="),
            ("Version 2.10 is rated 4.85 of 5.", "="),
            ("Only two of the shirts are red.", "="),
            ("Just one thing: do you need a size?", "="),
            ("Please apply the wax twice and enter the tent barefoot.", "="),
            ("Nothing is missing; the total depends on you.", "="),
            ("A third layer, a quarter zip, total weight 3 kg.", "="),
            ("It is open Mon.-Fri. 9-17, or by appointment.", "="),
            ("The sizes are 36/38 and 40/42.", "="),
            ("Rub it with oil and try again.", "="),
        ],
    );
}

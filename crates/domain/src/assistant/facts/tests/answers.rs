//! Right answers of a shop that delivers abroad, which must pass, and wrong ones beside them.

use super::{check_of, passage, price, product};
use crate::assistant::facts::Facts;
use crate::knowledge::{Content, Passage, Variant};

/// The pages of the shop, and the words of a question.
fn pages(language: &str, question: &str) -> Facts {
    let mut facts = Facts::new(language);
    let mut delivery = passage(
        "https://shop.example/delivery",
        "Delivery times and costs",
        "Standard delivery is free in Ireland for orders of €80 or more, and in the other countries for orders of €150 or \
         more. Parcels over 20 kg, heavy ones such as the Commons bell tent, cost €15 on top of the charge.",
    );
    let rows = [["Ireland", "€4.50", "€80"], ["Germany", "€8.90", "€150"], ["Denmark", "€10.90", "€150"]];
    let mut told = Passage::clone(&delivery.passage);
    told.content.push(Content::Table {
        caption: Some("Standard delivery".to_owned()),
        headers: ["Country", "Charge", "Free from"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect(),
    });
    delivery.passage = told.into();
    facts.add_passage(&delivery);
    facts.add_passage(&passage(
        "https://shop.example/returns",
        "Returns",
        "Returns by post are paid by you. A gift wrapping can be chosen at the checkout.",
    ));
    facts.add_question(question);
    facts
}

fn variant(size: &str, colour: &str, stock: i64) -> Variant {
    let option = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Variant {
        title: format!("{size} / {colour}"),
        sku: None,
        price: price("49.90"),
        stock: Some(stock),
        options: vec![option("size", size), option("colour", colour)],
    }
}

/// The whole shop: three shirts, one of them sold out, and a tent.
pub(super) fn shop(question: &str) -> Facts {
    shop_in("en", question)
}

fn shop_in(language: &str, question: &str) -> Facts {
    let mut facts = pages(language, question);
    let mut slipway = product("slipway", "Slipway Shirt", "49.90", 31);
    slipway.variants = vec![variant("XXL", "Blue", 0), variant("XXL", "Red", 4), variant("M", "Blue", 27)];
    facts.add_product(&slipway);
    facts.add_product(&product("harbour", "Harbour Shirt", "59.90", 12));
    facts.add_product(&product("quay", "Quay Shirt", "39.90", 0));
    facts.add_product(&product("bell", "Commons Bell Tent", "389", 5));
    facts
}

fn germany() -> Facts {
    shop("How much does delivery to Germany cost?")
}

#[test]
fn a_table_of_a_page_keeps_its_numbers() {
    check_of(
        &germany,
        &[
            (
                "| Country | Charge | Free from |\n|---|---|---|\n| Ireland | €4.50 | €80 |\n| Germany | €8.90 | €150 |\n",
                "Country · Charge · Free from\nIreland · €4.50 · €80\nGermany · €8.90 · €150",
            ),
            (
                "| Country | Cost |\n|---|---|\n| Germany | €8.90 |\n| Germany | €8.80 |\n",
                "Country · Cost\nGermany · €8.90\nGermany · …",
            ),
            (
                "| | Ireland | Germany |\n|---|---|---|\n| Delivery charge | €4.50 | €8.90 |\n",
                " · Ireland · Germany\nDelivery charge · €4.50 · €8.90",
            ),
            (
                "| Product | Price |\n|---|---|\n| Slipway Shirt | €8.90 |\n",
                "Product · Price\nSlipway Shirt · …",
            ),
        ],
    );
}

#[test]
fn a_short_answer_speaks_of_the_question() {
    for facts in [&germany as &dyn Fn() -> Facts, &|| pages("en", "How much does delivery to Germany cost?")]
    {
        check_of(
            facts,
            &[
                ("€8.90.", "="),
                ("**€8.90**", "€8.90"),
                ("It costs **€8.90**.", "It costs €8.90."),
                ("It’s €8.90.", "="),
                ("That will be €8.90.", "="),
                ("Yes, €8.90.", "="),
                ("The charge is €8.90.", "="),
                ("You pay €8.90 for it.", "="),
                ("- Cost: €8.90", "Cost: €8.90"),
                ("Shipping cost: €8.90", "="),
                ("Postage is €8.90.", "="),
                ("It is free over €150 in Germany.", "="),
                ("Free shipping from €150.", "="),
                ("It costs €8.80.", "It costs …."),
            ],
        );
    }
    let danish = || shop_in("da", "Hvad koster levering til Danmark?");
    check_of(&danish, &[("Prisen er 10,90 €.", "="), ("Prisen er 10,80 €.", "Prisen er ….")]);
    check_of(
        &germany,
        &[
            ("The Slipway Shirt is here. It costs €8.90.", "The Slipway Shirt is here. It costs …."),
            ("The Slipway Shirt is free of charge.", "The Slipway Shirt is …."),
            ("Gift wrapping is free of charge.", "Gift wrapping is …."),
            ("Gift wrapping costs €15.", "Gift wrapping costs …."),
        ],
    );
    check_of(
        &|| shop("hello"),
        &[("It costs €8.90.", "It costs …."), ("Delivery: sure. It costs €8.90.", "=")],
    );
}

#[test]
fn a_page_that_names_a_product_vouches_for_the_rest_it_says() {
    check_of(
        &|| shop("How much do heavy parcels cost?"),
        &[
            ("Heavy parcels (over 20 kg) cost €15 extra.", "="),
            ("Heavy parcels (over 20 kg) cost €16 extra.", "Heavy parcels (over 20 kg) cost … extra."),
            ("The bell tent costs €15.", "The bell tent costs …."),
            ("The tents cost €15.", "The tents cost …."),
            ("It costs €15.", "It costs …."),
        ],
    );
}

#[test]
fn stock_is_told_of_the_goods_and_variants_that_are_meant() {
    check_of(
        &|| shop("Do you have shirts?"),
        &[
            ("Both shirts are in stock.", "="),
            ("These shirts are available from €49.90.", "="),
            ("€49.90 and in stock.", "="),
            ("XXL is sold out in blue.", "="),
            ("XXL is sold out in red.", "XXL is … in red."),
            ("The Slipway Shirt is sold out in XXL blue, but in stock in XXL red.", "="),
            ("The Slipway Shirt is in stock in XXL blue.", "The Slipway Shirt is in … in XXL blue."),
            (
                "The Slipway Shirt in blue, size XXL, is in stock.",
                "The Slipway Shirt in blue, size XXL, is in ….",
            ),
            ("The Slipway Shirt in red, size XXL, is in stock.", "="),
            ("We have the Slipway Shirt in XXL red.", "="),
            ("We have the Slipway Shirt in XXL blue.", "We … the Slipway Shirt in XXL blue."),
            (
                "The Slipway Shirt is nice. Yes, we have it in XXL blue.",
                "The Slipway Shirt is nice. Yes, we … it in XXL blue.",
            ),
            ("The Slipway Shirt is nice. XXL red: 4 left.", "="),
            ("The Slipway Shirt is nice. XXL blue: 4 left.", "The Slipway Shirt is nice. XXL blue: … left."),
            ("There are plenty of Quay Shirts left.", "There are … Quay Shirts left."),
            ("You can order the Quay Shirt today.", "You can … the Quay Shirt today."),
            ("You can order the Harbour Shirt today.", "="),
            ("You have 30 days to return the Quay Shirt.", "You have 30 days to return the Quay Shirt."),
            ("We have a page about returns.", "="),
            ("There are 31 in stock.", "="),
            ("There are 30 in stock.", "There are … in stock."),
            ("In stock items ship the same day.", "="),
            ("Sold out items come back in spring.", "="),
            ("The shirts are sold out.", "The shirts are …."),
            ("The Quay Shirt is no longer available.", "="),
            ("The Slipway Shirt is no longer available.", "The Slipway Shirt is no longer …."),
            ("The Slipway Shirt is not sold out.", "="),
            ("The Quay Shirt is not sold out.", "The Quay Shirt is not …."),
            ("The Quay Shirt isn’t in stock.", "="),
            ("Only three Slipway Shirt left!", "Only … Slipway Shirt left!"),
            ("Only five Commons Bell Tent left!", "="),
            ("There are 999 Commons Bell Tent left.", "There are … Commons Bell Tent left."),
            ("The Slipway Shirt. Stock: 12 pieces", "The Slipway Shirt. Stock: … pieces"),
            ("The Slipway Shirt. Stock: 31 pieces", "="),
            ("I have 2 questions left.", "="),
            ("The Slipway Shirt and the Harbour Shirt are in stock.", "="),
            (
                "The Quay Shirt and the Slipway Shirt are in stock.",
                "The Quay Shirt and the Slipway Shirt are in ….",
            ),
            (
                "We have the Slipway Shirt (€49.90), the Harbour Shirt (€59.90) and the Quay Shirt (€39.90, sold out).",
                "=",
            ),
            (
                "The Quay Shirt costs €49.90, the Slipway Shirt more.",
                "The Quay Shirt costs …, the Slipway Shirt more.",
            ),
        ],
    );
}

#[test]
fn a_table_of_stock_is_judged_by_its_rows() {
    check_of(
        &|| shop("Do you have shirts?"),
        &[
            (
                "| Product | Stock |\n|---|---|\n| Slipway Shirt | 12 |\n| Harbour Shirt | 12 |\n",
                "Product · Stock\nSlipway Shirt · …\nHarbour Shirt · 12",
            ),
            (
                "| Product | Available |\n|---|---|\n| Quay Shirt | yes |\n| Harbour Shirt | Yes |\n| Slipway Shirt | no |\n",
                "Product · Available\nQuay Shirt · …\nHarbour Shirt · Yes\nSlipway Shirt · …",
            ),
        ],
    );
}

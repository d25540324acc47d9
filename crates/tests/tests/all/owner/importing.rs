//! What an import says of pages and products that cannot be linked, were cut, or cannot be read at all.

use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::Value;

use super::Desk;

on_both!(
    pages_without_an_address_are_shown_without_a_link,
    products_without_an_address_are_shown_without_a_link,
    a_catalogue_that_was_cut_removes_nothing,
    all_that_is_wrong_with_a_catalogue_is_said,
    other_addresses_than_those_of_the_web_are_refused,
    a_currency_is_a_code_by_iso_4217,
    what_lies_outside_of_the_folder_is_not_imported,
);

const RETURNS: &str =
    "# Returns\n\nYou can return a parcel within thirty days. Print the label in your account.\n";

/// All that stands under `key` anywhere in `value`.
fn under<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(fields) => {
            let own = fields.get(key).into_iter();
            own.chain(fields.values().flat_map(|field| under(field, key))).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| under(item, key)).collect(),
        _ => vec![],
    }
}

async fn pages_without_an_address_are_shown_without_a_link(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write("help/returns.md", RETURNS);
    let import = ["import", "pages", "help", "--chatbot", "shop"];
    let said = desk.run(&import).await.good().stdout;
    assert!(said.contains("1 of them have no address") && said.contains("--base-url"), "{said}");
    let ask = ["ask", "--chatbot", "shop", "--json", "How do I return a parcel?"];
    let answer = desk.run(&ask).await.good().json();
    assert!(answer["parts"].to_string().contains("thirty days"), "{answer}");
    assert!(answer["parts"].to_string().contains("\"Returns\""), "the page is named: {answer}");
    assert_eq!(under(&answer["parts"], "url"), Vec::<&Value>::new());
    let based = [&import[..], &["--base-url", "https://shop.example.com/help"]].concat();
    let said = desk.run(&based).await.good().stdout;
    assert!(!said.contains("no address"), "{said}");
    let answer = desk.run(&ask).await.good().json();
    assert_eq!(under(&answer["parts"], "url"), ["https://shop.example.com/help/returns.md"]);
}

const SHOPIFY: &str = "Handle,Title,Body (HTML),Variant Price\ncup,Blue cup,A cup of stoneware,12\n";

async fn products_without_an_address_are_shown_without_a_link(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write("products.csv", SHOPIFY);
    let import = ["import", "products", "products.csv", "--chatbot", "shop"];
    let said = desk.run(&import).await.good().stdout;
    assert!(said.contains("1 of them have no address") && said.contains("--base-url"), "{said}");
    let ask = ["ask", "--chatbot", "shop", "--json", "Do you have a blue cup?"];
    let answer = desk.run(&ask).await.good().json();
    let card = under(&answer["parts"], "products")[0][0].clone();
    assert_eq!((card["title"].as_str(), card["url"].as_str()), (Some("Blue cup"), Some("")), "{answer}");
    let based = [&import[..], &["--base-url", "https://shop.example.com/products"]].concat();
    desk.run(&based).await.good();
    let answer = desk.run(&ask).await.good().json();
    let card = under(&answer["parts"], "products")[0][0].clone();
    assert_eq!(card["url"], "https://shop.example.com/products/cup");
}

async fn a_catalogue_that_was_cut_removes_nothing(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    let head = "id,title,price,link\n";
    let row = |n: u8, price: &str| format!("t{n},Thing {n},{price},https://shop.example.com/t{n}\n");
    let whole: String = (1..=4).map(|n| row(n, "2.5")).collect();
    desk.write("things.csv", &format!("{head}{whole}"));
    desk.run(&["import", "products", "things.csv"]).await.good();
    desk.write("things.csv", &format!("{head}{}t2,\"Thing 2\",2.5\n", row(1, "3")));
    let report = desk.run(&["import", "products", "things.csv", "--json"]).await.good().json();
    assert_eq!((&report["updated"], &report["removed"]), (&1.into(), &0.into()), "{report}");
    assert_eq!(report["skipped"][0]["what"], "line 3");
    let why = report["skipped"][0]["why"].as_str().unwrap();
    assert!(why.contains("in the middle of this row") && why.contains("were kept"), "{why}");
    let sources = desk.run(&["source", "list", "--json"]).await.good().json();
    assert_eq!(sources["sources"][0]["products"], 4, "{sources}");
}

async fn all_that_is_wrong_with_a_catalogue_is_said(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    let rows: String =
        (1..=30).map(|n| format!("t{n},Thing {n},free,https://shop.example.com/{n}\n")).collect();
    desk.write("things.csv", &format!("id,title,price,link\n{rows}"));
    let said = desk.run(&["import", "products", "things.csv"]).await;
    assert_eq!(said.code, 1);
    let told = said.stderr.lines().filter(|line| line.trim().starts_with("line ")).count();
    assert_eq!(told, 20, "{}", said.stderr);
    assert!(said.stderr.contains("line 21") && said.stderr.contains("and 10 more"), "{}", said.stderr);
}

async fn other_addresses_than_those_of_the_web_are_refused(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    let said = desk.run(&["import", "pages", "ftp://shop.example.com/help"]).await;
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("https://") && !said.stderr.contains("seen from"), "{}", said.stderr);
}

async fn a_currency_is_a_code_by_iso_4217(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write("things.csv", "id,title,price,link\nt1,Blue cup,$ 1299,https://shop.example.com/1\n");
    let import = ["import", "products", "things.csv"];
    let said = desk.run(&import).await;
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("line 2") && said.stderr.contains("--currency"), "{}", said.stderr);
    for bad in ["EURO", "XXX", "$"] {
        let said = desk.run(&[&import[..], &["--currency", bad]].concat()).await;
        assert_eq!(said.code, 2, "{bad}: {}", said.stderr);
        assert!(said.stderr.contains("ISO 4217"), "{bad}: {}", said.stderr);
    }
    desk.run(&[&import[..], &["--currency", "usd"]].concat()).await.good();
    let answer = desk.run(&["ask", "--json", "Do you have a blue cup?"]).await.good().json();
    let price = &under(&answer["parts"], "products")[0][0]["price"];
    assert_eq!((&price["amount"], &price["currency"]), (&1299.into(), &"USD".into()), "{answer}");
}

async fn what_lies_outside_of_the_folder_is_not_imported(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write("help/returns.md", RETURNS);
    desk.write("help/terms.pdf", "x");
    desk.write("private/secret.txt", "The secret word is marmalade.\n");
    std::os::unix::fs::symlink("../private/secret.txt", desk.path().join("help/secret.txt")).unwrap();
    let report = desk.run(&["import", "pages", "help", "--json"]).await.good().json();
    assert_eq!(report["added"], 1, "{report}");
    let whys: Vec<_> = under(&report["skipped"], "why").into_iter().filter_map(Value::as_str).collect();
    assert!(whys[0].contains("leads out of the folder") && whys[1].contains("a .pdf file"), "{report}");
}

//! What was imported from elsewhere stays, is said to stay, and goes by its name.

use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::Desk;

on_both!(an_export_under_another_name_leaves_the_old_one_until_it_is_removed);

fn export(ids: std::ops::RangeInclusive<u8>) -> String {
    let rows = ids.map(|n| format!("t{n},Thing {n},2.5,https://shop.example.com/t{n}\n"));
    format!("id,title,price,link\n{}", rows.collect::<String>())
}

async fn an_export_under_another_name_leaves_the_old_one_until_it_is_removed(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write("help/returns.md", "# Returns\n\nWithin thirty days.\n");
    desk.run(&["import", "pages", "help"]).await.good();
    desk.write("products_export_1.csv", &export(1..=5));
    let first = desk.run(&["import", "products", "products_export_1.csv", "--json"]).await.good().json();
    assert_eq!(first["other_sources"], json!([]), "pages are no products");
    desk.write("products_export_2.csv", &export(1..=2));
    let said = desk.run(&["import", "products", "products_export_2.csv"]).await.good().stdout;
    assert!(said.contains("0 removed") && said.contains("3 products stay that came from"), "{said}");
    assert!(said.contains("products_export_1.csv") && said.contains("parlour source remove"), "{said}");

    let listed = desk.run(&["source", "list", "--chatbot", "shop", "--json"]).await.good().json();
    let counts: Vec<(i64, i64)> = listed["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["pages"].as_i64().unwrap(), of["products"].as_i64().unwrap()))
        .collect();
    assert_eq!(counts, [(1, 0), (0, 3), (0, 2)], "{listed}");
    assert!(listed["sources"][1]["updated_at"].is_string(), "{listed}");
    // The file that is gone is named as it was when it was imported.
    std::fs::remove_file(desk.path().join("products_export_1.csv")).unwrap();
    let said = desk.run(&["source", "remove", "products_export_1.csv", "--chatbot", "shop"]).await.good();
    assert!(said.stdout.contains("Removed 3 products"), "{said:?}");
    let list = desk.run(&["source", "list"]).await.good().stdout;
    assert!(!list.contains("products_export_1.csv") && list.contains("products_export_2.csv"), "{list}");
    let ask = ["ask", "--json", "Do you have thing 5?"];
    let answer = desk.run(&ask).await.good().json();
    assert!(!answer["parts"].to_string().contains("\"t5\""), "{answer}");
    let unknown = desk.run(&["source", "remove", "nowhere.csv"]).await;
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("parlour source list --chatbot shop"), "{unknown:?}");
}

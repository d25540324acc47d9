//! Passages and products are read by their chatbot, page by page, by name and by price.

use parlour_domain::knowledge::{Content, Variant};
use parlour_store::Error;
use parlour_store::retrieval;
use parlour_tests::database::TestDb;
use parlour_tests::knowledge::{self, Page, paragraph, product};
use parlour_tests::on_both;

use super::owners::{furnish, write};

on_both!(passages_are_read_by_their_chatbot_only, products_are_read_by_name_and_by_price);

async fn passages_are_read_by_their_chatbot_only(test: TestDb) {
    furnish(&test.db).await;
    let page = Page {
        title: "Returns",
        url: "https://shop.example.com/returns",
        passages: vec![paragraph("How", "Send it back."), paragraph("When", "Within thirty days.")],
    };
    knowledge::insert(&test.db, "shop", vec![page], vec![]).await;
    write(&test.db, async |tx| {
        let list =
            async |chatbot_id, after, limit| retrieval::list_passages(tx, chatbot_id, after, limit).await;
        let first = list("shop", "", 1).await?;
        assert_eq!(first.len(), 1);
        assert_eq!(
            (first[0].page_title.as_str(), first[0].headings.as_slice()),
            ("Returns", &["How".to_owned()][..])
        );
        assert_eq!(first[0].text, "Send it back.");
        let second = list("shop", &first[0].id, 10).await?;
        assert_eq!(second.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["Within thirty days."]);
        assert_eq!(list("other", "", 10).await?, []);
        let find = async |chatbot_id, ids: &[&str]| {
            retrieval::find_passages::<Vec<Content>>(tx, chatbot_id, ids).await
        };
        let found = find("shop", &[&second[0].id, "psg_unknown"]).await?;
        assert_eq!(
            found.iter().map(|p| (&p.id, &p.page_url)).collect::<Vec<_>>(),
            [(&second[0].id, &second[0].page_url)]
        );
        assert_eq!(found[0].content, paragraph("When", "Within thirty days.").content);
        assert_eq!(find("other", &[&second[0].id]).await?, []);
        assert_eq!(find("shop", &[]).await?, []);
        Ok::<_, Error>(())
    })
    .await;
}

async fn products_are_read_by_name_and_by_price(test: TestDb) {
    furnish(&test.db).await;
    let goods = vec![product("a", "A", "", 500), product("b", "B", "", 100), product("c", "C", "", 300)];
    knowledge::insert(&test.db, "shop", vec![], goods).await;
    write(&test.db, async |tx| {
        assert!(retrieval::has_products(tx, "shop").await?);
        assert!(!retrieval::has_products(tx, "other").await?);
        let ids = |rows: Vec<retrieval::ProductRow<Vec<Variant>>>| {
            rows.into_iter().map(|p| p.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(retrieval::list_products(tx, "shop", "", 2).await?), ["a", "b"]);
        assert_eq!(ids(retrieval::list_products(tx, "shop", "b", 2).await?), ["c"]);
        assert_eq!(ids(retrieval::find_products(tx, "shop", &["c", "x"]).await?), ["c"]);
        assert_eq!(ids(retrieval::find_products(tx, "other", &["c"]).await?), Vec::<String>::new());
        let by_price = async |bounds, limit| {
            Ok::<_, Error>(ids(retrieval::list_products_by_price(tx, "shop", bounds, limit).await?))
        };
        assert_eq!(by_price((0, i64::MAX), 10).await?, ["b", "c", "a"]);
        assert_eq!(by_price((10_000, 30_000), 10).await?, ["b", "c"], "both bounds belong to it");
        assert_eq!(by_price((0, i64::MAX), 1).await?, ["b"]);
        Ok(())
    })
    .await;
}

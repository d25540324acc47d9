//! Every format, from small catalogues written here.

use super::*;

fn options() -> ReadOptions {
    ReadOptions {
        base_url: Some(Url::parse("https://shop.example/products").unwrap()),
        currency: Some("DKK".to_owned()),
    }
}

fn parse(text: &str) -> (Format, Vec<Product>, Vec<String>) {
    parse_bytes(text.as_bytes())
}

fn parse_bytes(bytes: &[u8]) -> (Format, Vec<Product>, Vec<String>) {
    let (format, entries) = read(io::Cursor::new(bytes.to_vec()), options()).unwrap();
    let (mut products, mut others) = (vec![], vec![]);
    for entry in entries {
        match entry {
            Entry::Product(product) => products.push(*product),
            Entry::Skipped(skipped) => others.push(format!("{}: {}", skipped.what, skipped.why)),
            Entry::Torn(skipped) => others.push(format!("torn: {}: {}", skipped.what, skipped.why)),
            Entry::Broken(why) => others.push(format!("broken: {why}")),
        }
    }
    (format, products, others)
}

fn refusal(text: &str, options: ReadOptions) -> String {
    match read(io::Cursor::new(text.as_bytes().to_vec()), options) {
        Ok((format, _)) => panic!("read as {format}"),
        Err(why) => why.to_string(),
    }
}

/// A product on one line: id | title | price (was) | stock | url | image | tags | variants.
fn line(p: &Product) -> String {
    let was = p.original_price.as_ref().map(|o| format!(" was {}", o.amount)).unwrap_or_default();
    let variants: Vec<_> = p
        .variants
        .iter()
        .map(|v| {
            format!("{}={}{}", v.title, v.price.amount, v.stock.map(|s| format!("x{s}")).unwrap_or_default())
        })
        .collect();
    format!(
        "{} | {} | {} {}{was} | {} | {} | {} | {} | {}",
        p.id,
        p.title,
        p.price.amount,
        p.price.currency,
        p.stock.map_or("?".to_owned(), |s| s.to_string()),
        p.url,
        p.image_url.as_deref().unwrap_or("-"),
        p.tags.join(","),
        variants.join("; ")
    )
}

const SHOPIFY: &str = "\
Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
Variant Compare At Price,Image Src,Status
shirt,Shirt,\"<p>Soft,
and <b>blue</b></p><ul><li>cotton</ul>\",Loom,Tops,\"blue, Tops\",TRUE,Size,S,Colour,Blue,S-1,shopify,3,deny,49.90,60,https://i.example/1.jpg,active
shirt,,,,,,,,M,,Blue,S-2,shopify,0,deny,59.90,,https://i.example/2.jpg,
shirt,,,,,,,,,,,,,,,,,https://i.example/3.jpg,
bowl,Bowl,,,,,true,Title,Default Title,,,,,0,deny,10,,,
jug,Jug,,,,,true,Title,Default Title,,,J-1,shopify,-2,continue,\"1.299,50\",,,
draft,Draft,,,,,true,Title,Default Title,,,,,0,deny,10,,,draft
hidden,Hidden,,,,,false,Title,Default Title,,,,,0,deny,10,,,active
odd,Odd,,,,,true,Size,S,,,,,0,deny,cheap,,,active
odd,,,,,,,,M,,,,,0,deny,5,,,
nameless,,,,,,true,Size,S,,,,,0,deny,5,,,active
wide,Wide,a,b,c,d,true,,,,,,,,,5,,,active,too,many
cup,Cup,,,,,true,Title,Default Title,,,,,7,deny,3,,,active
";

#[test]
fn a_shopify_export_becomes_products() {
    let (format, products, others) = parse(SHOPIFY);
    assert_eq!(format, Format::Shopify);
    assert_eq!(
        products.iter().map(line).collect::<Vec<_>>(),
        [
            "shirt | Shirt | 49.90 DKK was 60.00 | 3 | https://shop.example/products/shirt | https://i.example/1.jpg \
             | blue,Tops,Loom | S / Blue=49.90x3; M / Blue=59.90x0",
            "bowl | Bowl | 10.00 DKK | ? | https://shop.example/products/bowl | - |  | ",
            "jug | Jug | 1299.50 DKK | ? | https://shop.example/products/jug | - |  | Jug=1299.50",
            "odd | Odd | 5.00 DKK | ? | https://shop.example/products/odd | - |  | M=5.00",
            "cup | Cup | 3.00 DKK | 7 | https://shop.example/products/cup | - |  | ",
        ]
    );
    assert_eq!(products[0].description, "Soft, and blue\ncotton");
    assert_eq!(
        products[0].variants[1].options,
        [("Size".to_owned(), "M".to_owned()), ("Colour".to_owned(), "Blue".to_owned())]
    );
    assert_eq!(
        others,
        [
            "line 8: draft: its status is draft",
            "line 9: hidden: it is not published",
            "line 10: odd: \"cheap\" is no price",
            "line 12: nameless: the title is missing",
            "torn: line 13: it has 21 columns where the first line has 19: a quote or separator is not closed",
        ]
    );
    let (_, _, of_other_ends) = parse(&SHOPIFY.replace('\n', "\r\n"));
    assert_eq!(of_other_ends, others, "lines are counted alike, however they end");
}

#[test]
fn the_newer_shopify_columns_are_known_too() {
    let (format, products, _) = parse(
        "Title,URL handle,Description,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,Inventory quantity,\
         Product image URL\nLamp,lamp,<p>Light</p>,Active,L1,,,20,25,4,https://i.example/l.png\n",
    );
    assert_eq!(format, Format::Shopify);
    assert_eq!(
        line(&products[0]),
        "lamp | Lamp | 20.00 DKK was 25.00 | 4 | https://shop.example/products/lamp | https://i.example/l.png |  | \
         Lamp=20.00x4"
    );
}

const RSS: &str = "\
<?xml version=\"1.0\"?>
<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>Shop</title><link>https://shop.example</link>
<item><g:id>1</g:id><g:title>Tea &amp; pot</g:title><g:description><![CDATA[<p>Good <b>tea</b></p>]]></g:description>
<g:link>https://shop.example/tea?a=1&amp;b=2</g:link><g:image_link>/tea.jpg</g:image_link><g:price>1,299.00 USD</g:price>
<g:sale_price>999.00 USD</g:sale_price><g:availability>out_of_stock</g:availability>
<g:product_type>Kitchen &gt; Tea</g:product_type><g:shipping><g:price>5 USD</g:price></g:shipping><g:brand>Leaf</g:brand></item>
<item><g:id>2a</g:id><g:item_group_id>2</g:item_group_id><title>Cup</title><link>cup</link><g:price>5 EUR</g:price><g:color>red</g:color></item>
<item><g:id>2b</g:id><g:item_group_id>2</g:item_group_id><title>Cup</title><link>cup</link><g:price>4 EUR</g:price><g:color>blue</g:color></item>
<item><g:id>3</g:id><title>No price</title><link>x</link></item>
</channel></rss>";

#[test]
fn a_google_feed_becomes_products() {
    let (format, products, others) = parse(RSS);
    assert_eq!(format, Format::GoogleXml);
    assert_eq!(
        products.iter().map(line).collect::<Vec<_>>(),
        [
            "1 | Tea & pot | 999.00 USD was 1299.00 | 0 | https://shop.example/tea?a=1&b=2 | \
             https://shop.example/tea.jpg | Kitchen,Tea,Leaf | ",
            "2 | Cup | 4.00 EUR | ? | https://shop.example/products/cup | - |  | red=5.00; blue=4.00",
        ]
    );
    assert_eq!(products[0].description, "Good tea");
    assert_eq!(others, ["item 4: 3: the price is missing"]);
}

#[test]
fn an_atom_feed_is_read_and_a_torn_one_says_where() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:g='x'><entry><g:id>1</g:id><title>A</title>\
                <link rel='self' href='https://shop.example/self'/><link href='https://shop.example/a'/>\
                <summary>S</summary><g:price>1 EUR</g:price></entry>";
    let (_, products, others) = parse(&format!("{feed}<entry><g:id>2</g:wrong>"));
    assert_eq!(line(&products[0]), "1 | A | 1.00 EUR | ? | https://shop.example/a | - |  | ");
    assert!(others.len() == 1 && others[0].starts_with("broken: after item 2"), "{others:?}");
}

#[test]
fn tables_are_read_with_any_separator() {
    let rows =
        [["id", "title", "link", "price", "quantity"], ["1", "Tea", "https://shop.example/t", "4,50", "2"]];
    for separator in ["\t", ";", "|"] {
        let text = rows.map(|r| r.join(separator)).join("\r\n");
        let (format, products, others) = parse(&text);
        assert_eq!((format, others), (Format::Table, vec![]));
        assert_eq!(line(&products[0]), "1 | Tea | 4.50 DKK | 2 | https://shop.example/t | - |  | ");
    }
}

#[test]
fn json_lines_become_products_and_broken_ones_are_named() {
    let (format, products, others) = parse(
        r#"
{"id":"a","title":"A","description":"<p>x</p>","price":49.9,"currency":"EUR","original_price":60,"image":"a.svg","url":"a.html","stock":4,"tags":["x","X","y"],"variants":[{"title":"S","sku":"a-s","price":49.9,"stock":1,"options":{"size":"S","colour":"Red"}},{"options":{"size":"M"}}]}
{"id":7,"title":"B","price":"12,50 EUR","tags":"p, q"}
{"id":"a","title":"Again","price":1}

{"id":"c","title":"C"}
{"id":"d","title":"D","price":
{"id":"e","title":"E","price":1,"variants":[{"price":[]}]}
{"id":"f","title":"F","price":1,"url":"javascript:x()"}
"#,
    );
    assert_eq!(format, Format::JsonLines);
    assert_eq!(
        products.iter().map(line).collect::<Vec<_>>(),
        [
            "a | A | 49.90 EUR was 60.00 | 4 | https://shop.example/products/a.html | \
             https://shop.example/products/a.svg | x,y | S=49.90x1; M=49.90",
            "7 | B | 12.50 EUR | ? | https://shop.example/products/7 | - | p,q | ",
        ]
    );
    assert_eq!(
        products[0].variants[0].options,
        [("size".to_owned(), "S".to_owned()), ("colour".to_owned(), "Red".to_owned())]
    );
    let starts = [
        "a: the id was used",
        "line 6: missing field `price`",
        "line 7: not JSON",
        "line 8: variants[0].price: expected a number",
        "line 9: f: its address \"javascript:x()\" is none of the web",
    ];
    for (other, start) in others.iter().zip(starts) {
        assert!(other.starts_with(start), "{other}");
    }
    assert_eq!(others.len(), 5);
}

#[test]
fn a_field_at_fault_is_named_with_what_it_may_be() {
    let line = |fields: &str| format!("{{\"id\":1,\"title\":\"A\",{fields}}}\n");
    for (fields, said) in [
        (
            "\"price\":[]",
            "price: expected a number below 900 billion, or a text such as \"49.90 EUR\", or both",
        ),
        ("\"price\":null", "price: expected a number"),
        ("\"price\":{\"amount\":1}", "price: expected a number"),
        ("\"price\":1,\"original_price\":true", "original_price: expected a number"),
        ("\"price\":1,\"tags\":7", "tags: expected a list of texts, or one text"),
        ("\"price\":1,\"variants\":[{\"sku\":[]}]", "variants[0].sku: expected a text or a number"),
        ("\"price\":1,\"variants\":[{\"price\":{}}]", "variants[0].price: expected a number"),
        ("\"price\":1,\"variants\":[7]", "variants[0]: it is the number `7`, expected an object"),
        ("\"price\":1,\"variants\":{}", "variants: it is an object, expected a list"),
        ("\"price\":1,\"stock\":\"4\"", "stock: it is the text \"4\", expected a whole number"),
        ("\"price\":1,\"stock\":1.5", "stock: it is the number `1.5`, expected a whole number"),
        ("\"price\":1,\"description\":[]", "description: it is a list, expected a text"),
        ("\"price\":1,\"currency\":true", "currency: it is `true`, expected a text"),
    ] {
        let (_, products, others) = parse(&(line(fields) + &line("\"price\":1")));
        assert_eq!((products.len(), others.len()), (1, 1), "{fields}: {others:?}");
        assert!(others[0].starts_with(&format!("line 1: {said}")), "{fields}: {others:?}");
        for word in ["enum", "struct", "variant of", "i64", "Number"] {
            assert!(!others[0].contains(word), "{fields}: {others:?}");
        }
    }
}

#[test]
fn no_format_takes_a_currency_that_is_none_or_a_sign_that_may_be_several() {
    let json = |price: &str, currency: &str| {
        format!("{{\"id\":\"a\",\"title\":\"A\",\"price\":{price},\"currency\":\"{currency}\"}}")
    };
    let table = |price: &str, currency: &str| {
        format!("id,title,link,price,currency\na,A,https://shop.example/a,{price},{currency}\n")
    };
    let feed = |price: &str| {
        format!(
            "<rss xmlns:g='x'><item><g:id>a</g:id><title>A</title><g:price>{price}</g:price></item></rss>"
        )
    };
    let shopify = |price: &str| format!("Handle,Title,Variant SKU,Variant Price\na,A,,{price}\n");
    for (text, expected) in [
        (json("1", "usd"), Some("1.00 USD")),
        (json("1", ""), Some("1.00 DKK")),
        (json("1", "EURO"), None),
        (json("1", "XXXX"), None),
        (json("\"$ 1299\"", ""), None),
        (json("\"$ 1299\"", "usd"), Some("1299.00 USD")),
        (json("{\"amount\":3,\"currency\":\"sek\"}", ""), Some("3.00 SEK")),
        (json("{\"amount\":3,\"currency\":\"kroner\"}", ""), None),
        (json("{\"amount\":-3,\"currency\":\"SEK\"}", ""), None),
        (table("1", "usd"), Some("1.00 USD")),
        (table("1", "EURO"), None),
        (table("$ 1299", ""), None),
        (table("$ 1299", "AUD"), Some("1299.00 AUD")),
        (table("12 kr.", ""), Some("12.00 DKK")),
        (feed("5 usd"), Some("5.00 USD")),
        (feed("5 XXX"), None),
        (feed("$5"), None),
        (shopify("$5"), None),
        (shopify("5"), Some("5.00 DKK")),
    ] {
        let (_, products, others) = parse(&text);
        let prices: Vec<_> =
            products.iter().map(|p| format!("{} {}", p.price.amount, p.price.currency)).collect();
        assert_eq!(prices.first().map(String::as_str), expected, "{text}: {others:?}");
        if expected.is_none() && !text.contains("-3") {
            assert!(others[0].contains("ISO 4217 code"), "{text}: {others:?}");
        }
    }
}

#[test]
fn a_product_without_an_address_is_named_by_its_id() {
    let text = "{\"id\":\"a\",\"title\":\"A\",\"price\":1}\n{\"id\":\"b\",\"title\":\"B\",\"price\":1,\"url\":\"b.html\"}\n";
    let without = ReadOptions { base_url: None, ..options() };
    let entries: Vec<Entry> = read(io::Cursor::new(text.as_bytes().to_vec()), without).unwrap().1.collect();
    let [Entry::Product(bare), Entry::Skipped(relative)] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!(bare.url, "a");
    assert!(relative.why.contains("--base-url"), "{relative:?}");
}

#[test]
fn refusals_name_what_is_missing_and_what_to_do() {
    let base = |currency: Option<&str>| ReadOptions { currency: currency.map(str::to_owned), ..options() };
    for (text, options, parts) in [
        ("Handle,Title,Option1 Name\n", options(), vec!["Shopify", "\"Variant Price\"", "handle, title"]),
        ("Handle,Title,Variant Price\n", base(None), vec!["Shopify", "--currency"]),
        ("Title,Option1 Name,Variant Price\n", options(), vec!["Shopify", "\"Handle\""]),
        ("id\ttitle\tlink\n", options(), vec!["table", "\"price\""]),
        ("id,title,price\n", ReadOptions::default(), vec!["table", "\"link\""]),
        ("[{\"id\":1}]", options(), vec!["jq -c"]),
        ("<html><body>", options(), vec!["neither RSS nor Atom"]),
        ("", options(), vec!["empty"]),
        ("Dear Sir,\n", options(), vec!["Dear Sir"]),
        ("PK\u{3}\u{4}", options(), vec!["spreadsheet"]),
    ] {
        let why = refusal(text, options);
        assert!(parts.iter().all(|part| why.contains(part)), "{text}: {why}");
    }
}

#[test]
fn rows_without_what_the_options_would_give_say_so() {
    let text = "{\"id\":1,\"title\":\"A\",\"price\":1,\"url\":\"a.html\"}\n{\"id\":2,\"title\":\"B\",\"price\":\"1 EUR\",\"url\":\"b.html\"}\n";
    let (_, entries) = read(io::Cursor::new(text), ReadOptions { currency: None, base_url: None }).unwrap();
    let whys: Vec<String> = entries
        .map(|e| match e {
            Entry::Skipped(s) => s.why,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(whys[0].contains("--currency") && whys[1].contains("--base-url"), "{whys:?}");
}

#[test]
fn a_latin1_export_comes_out_right() {
    let (_, products, _) = parse_bytes(b"id;title;price;link\n1;Sm\xF8r p\xE5 br\xF8d;5;x\n");
    assert_eq!(products[0].title, "Smør på brød");
}

#[test]
fn a_file_that_was_cut_says_so_at_its_last_row() {
    let table = "id,title,price,link\nt1,Tea,2,https://shop.example/t\n";
    let shopify = "Handle,Title,Body (HTML),Variant Price,Variant SKU\ntea,Tea,,2,\n";
    let json = "{\"id\":\"t1\",\"title\":\"Tea\",\"price\":2}\n";
    let item = "<item><g:id>t1</g:id><title>Tea</title><g:price>2 EUR</g:price></item>";
    let feed = format!("<rss xmlns:g='x'><channel>{item}");
    for (whole, rest, said) in [
        (table, "t2,\"Thing 2\",2.5\n", "torn: line 3: the file ends in the middle of this row"),
        (table, "t2,\"Thing 2\",2.5", "torn: line 3: the file ends in the middle of this row"),
        (table, "t2,\"Thing", "torn: line 3: the file ends inside a quote"),
        (table, "t2,Thing 2,2.5,\"https://shop.exa", "torn: line 3: the file ends inside a quote"),
        (table, "t2,Thing,2,x\",y,z\n", "torn: line 3: it has 6 columns"),
        (shopify, "cup,Cup,\"<p>Blue", "torn: line 3: the file ends inside a quote"),
        (json, "{\"id\":\"t2\",\"ti", "torn: line 2: not JSON"),
        (&feed, "<item><g:id>t2</g:id><title>Thi", "broken: after item 2: the file ends before its last tag"),
        (&feed, "", "broken: after item 1: the file ends before its last tag"),
    ] {
        let (_, products, others) = parse(&format!("{whole}{rest}"));
        assert_eq!(products.len(), 1, "{rest}");
        assert!(others.len() == 1 && others[0].starts_with(said), "{rest}: {others:?}");
    }
    for (whole, rest) in [
        (table, "t2,\"Thing 2\",2.5,https://shop.example/u"),
        (table, "t2,5\" nail,2.5,https://shop.example/u\n"),
        (table, "t2,Thing 2,2,https://shop.example/u\n \n\n"),
        (shopify, "cup,Cup,,2\npot,Pot,,3\n"),
        (&feed, "</channel></rss>"),
    ] {
        let (_, _, others) = parse(&format!("{whole}{rest}"));
        assert!(
            !others.iter().any(|other| other.starts_with("torn") || other.starts_with("broken")),
            "{rest}: {others:?}"
        );
    }
}

//! What comes out of HTML, as tables.

use parlour_model::part::Span;

use super::super::document::Content;
use super::*;

fn page(html: &str) -> Document {
    let url = Url::parse("https://shop.example/help/a.html").unwrap();
    read(html.as_bytes(), Some(&url), None).document.unwrap()
}

/// Each section as `heading > heading #anchor` and its words.
fn outline(html: &str) -> Vec<(String, String)> {
    let section = |s: super::super::document::Section| {
        let anchor = s.anchor.map(|a| format!(" #{a}")).unwrap_or_default();
        let text = s.content.iter().map(Content::plain_text).collect::<Vec<_>>().join("\n");
        (format!("{}{anchor}", s.headings.join(" > ")), text)
    };
    page(html).sections.into_iter().map(section).collect()
}

fn content(html: &str) -> Vec<Content> {
    page(html).sections.into_iter().flat_map(|s| s.content).collect()
}

fn text(html: &str) -> String {
    content(html).iter().map(Content::plain_text).collect::<Vec<_>>().join("\n")
}

const LONG: &str =
    "These are some words of a main part which has to be long enough to count as the main part of a page.";

#[test]
fn only_the_main_content_is_read() {
    let cases = [
        format!("<header>H</header><nav>N</nav><main>{LONG}</main><footer>F</footer>"),
        format!("<div role=navigation>N</div><div role=main>{LONG}</div><div>other</div>"),
        format!("<article>{LONG}<form><input>search</form><button>Buy</button></article><aside>A</aside>"),
        format!(
            "<header>H</header><div class='navheader'><table><tr><td>x</table></div>{LONG}<aside>A</aside>"
        ),
        format!(
            "<main></main>{LONG}<script>x()</script><style>y</style><noscript>z</noscript><div hidden>q</div>"
        ),
        format!("<p style='display: none'>x</p><template>t</template>{LONG}<svg><text>s</text></svg>"),
        format!("<form><h2></h2><p></p><p></p><p></p><p>{LONG}</p><select><option>o</select></form>"),
    ];
    for html in cases {
        assert_eq!(text(&html), LONG, "{html}");
    }
}

#[test]
fn several_articles_are_all_read() {
    assert_eq!(text("<article>One</article><article>Two</article><footer>F</footer>"), "One\nTwo");
}

#[test]
fn a_folded_answer_is_read_though_it_is_hidden() {
    let html = "<h3><button aria-controls=a1>May I?</button></h3><div id=a1 hidden>You may.</div>\
                <details><summary>And <b>this</b>?</summary><p>Yes.</details><p>End.";
    assert_eq!(
        outline(html),
        [
            ("May I?".into(), "You may.".into()),
            ("May I? > And this?".into(), "Yes.".into()),
            ("May I?".into(), "End.".into()),
        ]
    );
}

#[test]
fn titles_and_headings_are_told_apart() {
    let cases = [
        ("<title>Returns | Shop</title><h1>Returns</h1><p>x<h2>How</h2>y", "Returns", vec!["", "How"]),
        ("<title>Returns</title><h2>Returns</h2><p>x<h3>How</h3>y", "Returns", vec!["", "How"]),
        ("<title>Shop – we return</title><h2>How</h2>y", "Shop – we return", vec!["How"]),
        (
            "<title>Returns - Shop</title><header><h1>Returns</h1></header><h2>How</h2>y",
            "Returns",
            vec!["How"],
        ),
        ("<title>Returns</title><header><h1>Shop</h1></header><h2>How</h2>y", "Returns", vec!["How"]),
        ("<h1>A</h1>x<h1>B</h1>y<h3>C</h3>z<h2>D</h2>w", "A", vec!["", "B", "B > C", "B > D"]),
        ("<p>no title", "", vec![""]),
    ];
    for (html, title, paths) in cases {
        let page = page(html);
        assert_eq!(page.title, title, "{html}");
        assert_eq!(page.sections.iter().map(|s| s.headings.join(" > ")).collect::<Vec<_>>(), paths, "{html}");
    }
}

#[test]
fn anchors_come_from_the_heading_or_what_it_opens() {
    let html = "<h1>T</h1><h2 id=a>A<a class=headerlink href='#a'>¶</a></h2>x<h2><a name=b></a>B</h2>y\
                <section id=c><div><h2>C</h2></div>z<h3>D</h3>w</section>";
    assert_eq!(
        outline(html),
        [
            ("A #a".into(), "x".into()),
            ("B #b".into(), "y".into()),
            ("C #c".into(), "z".into()),
            ("C > D #c".into(), "w".into()),
        ]
    );
}

#[test]
fn words_keep_their_look_and_links_their_target() {
    let html = "<p>Pay <b>now</b>, <s>later</s> or <a href='../pay?x=1'>read <b>on</b></a>; \
                <a href='javascript:x()'>no</a> <a href='mailto:a@b.example'>mail</a>.";
    assert_eq!(
        content(html),
        [Content::Paragraph {
            spans: vec![
                Span::text("Pay "),
                Span::bold("now"),
                Span::text(", "),
                Span::Strike { text: "later".into() },
                Span::text(" or "),
                Span::link("read on", "https://shop.example/pay?x=1"),
                Span::text("; no "),
                Span::link("mail", "mailto:a@b.example"),
                Span::text("."),
            ]
        }]
    );
}

#[test]
fn lists_are_flattened_and_broken_only_by_what_cannot_be_an_item() {
    let cases = [
        ("<ul><li>a<li><p>b</p><p>c</p></ul>", vec!["a\nb c"]),
        ("<ul><li>Fruit<ul><li>apple<li>pear</ul><li>Bread</ul>", vec!["Fruit: apple, pear\nBread"]),
        ("<ol><li>Do<pre>x\n y</pre><p>then</p><li>End</ol>", vec!["Do", "x\n y", "then", "End"]),
        ("<ul><li><h3>Card</h3><p>words</ul>", vec!["words"]),
    ];
    for (html, expected) in cases {
        let texts: Vec<_> = content(html).iter().map(Content::plain_text).collect();
        assert_eq!(texts, expected, "{html}");
    }
    let long = "much longer than what fits after a colon ".repeat(3);
    let html = format!("<ul><li>One<ul><li>{long}<li>b</ul></ul>");
    assert_eq!(text(&html), format!("One\n– {}\n– b", long.trim()));
}

#[test]
fn terms_are_bold_items_or_headings_of_their_own() {
    assert_eq!(
        content("<dl><dt>Colour<dd>blue<dt>Size<dt>Width<dd>42</dl>"),
        [Content::List {
            ordered: false,
            items: vec![
                vec![Span::bold("Colour"), Span::text(": blue")],
                vec![Span::bold("Size, Width"), Span::text(": 42")]
            ]
        }]
    );
    let html = "<h2 id=o>Options</h2>x<dl><dt id=a>-a<dd>does<pre>a</pre><dl><dt id=b>-b<dd>is<pre>b</pre></dl>\
                <dt id=c>-c<dd>does</dl>after";
    assert_eq!(
        outline(html),
        [
            ("Options #o".into(), "x".into()),
            ("Options > -a #a".into(), "does\na".into()),
            ("Options > -a > -b #b".into(), "is\nb".into()),
            ("Options > -c #c".into(), "does".into()),
            ("Options #o".into(), "after".into()),
        ]
    );
}

#[test]
fn tables_become_rectangular() {
    let html = "<p><b>Table 1. Prices</b></p><table>\
        <thead><tr><th rowspan=2>Where<th colspan=2>Parcel</tr><tr><th>small<th>large</tr></thead>\
        <tr><td rowspan=2>Denmark<td>39<td>59</tr><tr><td>29</tr><tr><td colspan=2>Norway<td><img alt=yes></tr>\
        <tr><td><td><td></tr></table>";
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    assert_eq!(
        content(html),
        [Content::Table {
            caption: Some("Table 1. Prices".into()),
            headers: row(["Where", "Parcel / small", "Parcel / large"]),
            rows: vec![row(["Denmark", "39", "59"]), row(["Denmark", "29", ""]), row(["Norway", "", "yes"])],
        }]
    );
}

#[test]
fn tables_that_lay_out_a_page_are_read_as_text() {
    for html in [
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table role=presentation><tr><td>a<td>b</table>",
        "<table><tr><td>a<td><h2>b</h2>b</table>",
    ] {
        assert!(content(html).iter().all(|c| matches!(c, Content::Paragraph { .. })), "{html}");
    }
    let greedy = "<table><tr><th>a<th>b<tr><td colspan=99999 rowspan=99999>x<td>y</table>";
    assert!(matches!(&content(greedy)[..], [Content::Table { headers, .. }] if headers.len() <= 61));
}

#[test]
fn code_keeps_its_lines_and_breaks_part_paragraphs() {
    let html = "<pre>\nlet x = <b>1</b>;\n\n  y<br>z\n</pre><p>Monday 9–17<br>Sunday closed";
    let texts: Vec<_> = content(html).iter().map(Content::plain_text).collect();
    assert_eq!(texts, ["let x = 1;\n\n  y\nz", "Monday 9–17", "Sunday closed"]);
}

#[test]
fn what_a_page_says_of_itself_is_kept() {
    let html = "<html lang='da-DK'><link rel=canonical href='/hjælp'><p>x";
    let page = page(html);
    assert_eq!(page.language.as_deref(), Some("da"));
    assert_eq!(page.url.as_deref(), Some("https://shop.example/hj%C3%A6lp"));
}

#[test]
fn robots_are_obeyed_and_links_found() {
    let url = Url::parse("https://shop.example/").unwrap();
    let links = "<a href=a#x>a</a><a href=a>a</a><a href=//other.example/>b</a><a href='tel:1'>c</a>";
    for (meta, refused, followed) in
        [("", false, 2), ("noindex", true, 2), ("index, NOFOLLOW", false, 0), ("none", true, 0)]
    {
        let html = format!("<meta name=Robots content='{meta}'><p>x {links}");
        let page = read(html.as_bytes(), Some(&url), None);
        assert_eq!(page.document.err(), refused.then_some(Unread::NoIndex), "{meta}");
        assert_eq!(page.links.len(), followed, "{meta}");
    }
}

#[test]
fn pages_without_words_say_so() {
    assert_eq!(read(b"<title>T</title><nav>x</nav>", None, None).document, Err(Unread::Empty));
    assert_eq!(read(b"\0\0\0\x01", None, None).document, Err(Unread::Binary));
}

#[test]
fn a_page_nested_without_end_does_no_harm() {
    for tag in ["div", "b", "ul><li", "table><tr><td", "dl><dd", "blockquote", "details"] {
        let html = format!("<p>x</p>{}y", format!("<{tag}>").repeat(2_000));
        assert!(text(&html).starts_with('x'), "{tag}");
    }
}

#[test]
fn a_page_whose_words_lie_too_deep_is_refused_with_the_reason() {
    for deep in [300, 50_000] {
        let html = format!("{}words{}", "<div>".repeat(deep), "</div>".repeat(deep));
        assert_eq!(read(html.as_bytes(), None, None).document, Err(Unread::TooDeep), "{deep}");
    }
}

#[test]
fn a_description_becomes_plain_lines() {
    for (html, plain) in [
        ("Just  words & such", "Just words & such"),
        ("<p>One &amp; two</p><ul><li>a<li>b</ul>", "One & two\na\nb"),
        ("<h3>Care</h3><p>Wash</p>", "Care\nWash"),
        ("", ""),
    ] {
        assert_eq!(plain_text(html), plain);
    }
}

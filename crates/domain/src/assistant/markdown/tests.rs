//! Whatever a model writes and wherever it is cut, the deltas build the finished parts.

use parlour_model::Part;
use parlour_model::part::{Block, Cell, ListItem, RichText, Span, Table};
use parlour_model::turn::{BlockKind, Delta, StreamedKind, TurnEvent};
use proptest::prelude::*;

use super::Writer;
use crate::assistant::facts::Facts;

/// Builds parts from deltas by the rules of the web client's draft, and minds what a client may not need to.
#[derive(Default)]
struct Reader {
    parts: Vec<Part>,
    open: Option<Part>,
    block_open: bool,
    finished: Vec<Part>,
}

impl Reader {
    fn read(&mut self, event: &TurnEvent) {
        match event {
            TurnEvent::PartDelta(delta) => {
                if let Delta::StartPart { part_type, headers, alignments, caption } = &delta.delta {
                    assert!(self.open.is_none(), "a part opens in another");
                    let part_id = delta.part_id.clone();
                    self.open = Some(match part_type {
                        StreamedKind::RichText => Part::RichText(RichText { part_id, blocks: vec![] }),
                        StreamedKind::Table => Part::Table(Table {
                            part_id,
                            caption: caption.clone(),
                            headers: headers.clone().unwrap(),
                            alignments: alignments.clone(),
                            rows: vec![],
                        }),
                        kind => panic!("{kind:?} is not made of text"),
                    });
                    return;
                }
                assert_eq!(self.open.as_ref().and_then(Part::part_id), Some(delta.part_id.as_str()));
                self.grow(&delta.delta);
            }
            TurnEvent::Part(finished) => {
                assert!(self.open.is_none(), "a finished part before its draft has ended");
                assert_eq!(self.parts.last(), Some(&finished.part), "the deltas build another part");
                self.finished.push(finished.part.clone());
            }
            other => panic!("{other:?} is not for a writer to say"),
        }
    }

    fn grow(&mut self, delta: &Delta) {
        match delta {
            Delta::StartBlock { block_index, block_type } => {
                assert!(!self.block_open, "a block opens in another");
                self.block_open = true;
                let blocks = self.blocks();
                assert_eq!(*block_index, blocks.len());
                blocks.push(match block_type {
                    BlockKind::Paragraph => Block::Paragraph { spans: vec![] },
                    BlockKind::BulletList => Block::BulletList { items: vec![] },
                });
            }
            Delta::AppendText { block_index, text } => match self.spans(*block_index).last_mut() {
                Some(Span::Text { text: last }) => last.push_str(text),
                _ => panic!("text is added to a span that is no text"),
            },
            Delta::AppendSpan { block_index, span } => self.spans(*block_index).push(span.clone()),
            Delta::AppendItem { block_index, item } => self.items(*block_index).push(item.clone()),
            Delta::AppendRow { row } => match &mut self.open {
                Some(Part::Table(table)) => table.rows.push(row.clone()),
                other => panic!("a row for {other:?}"),
            },
            Delta::EndBlock { block_index } => {
                assert!(self.block_open && block_index + 1 == self.blocks().len());
                self.block_open = false;
            }
            Delta::EndPart => {
                assert!(!self.block_open, "a part ends before its block");
                self.parts.extend(self.open.take());
            }
            other => panic!("{other:?} is not made of text"),
        }
    }

    fn blocks(&mut self) -> &mut Vec<Block> {
        match &mut self.open {
            Some(Part::RichText(text)) => &mut text.blocks,
            other => panic!("a block for {other:?}"),
        }
    }

    fn last(&mut self, block_index: usize) -> &mut Block {
        assert!(self.block_open, "a closed block grows");
        let blocks = self.blocks();
        assert_eq!(block_index + 1, blocks.len());
        blocks.last_mut().unwrap()
    }

    fn spans(&mut self, block_index: usize) -> &mut Vec<Span> {
        match self.last(block_index) {
            Block::Paragraph { spans } => spans,
            other => panic!("a span for {other:?}"),
        }
    }

    fn items(&mut self, block_index: usize) -> &mut Vec<ListItem> {
        match self.last(block_index) {
            Block::BulletList { items } => items,
            other => panic!("an item for {other:?}"),
        }
    }
}

fn writer() -> Writer {
    let mut count = 0;
    Writer::new(
        Facts::default(),
        Box::new(move || {
            count += 1;
            format!("part_{count}")
        }),
    )
}

/// The parts of `fragments`; the deltas must build them.
fn written<'a>(fragments: impl IntoIterator<Item = &'a str>) -> Vec<Part> {
    let (mut writer, mut reader) = (writer(), Reader::default());
    for fragment in fragments {
        writer.push(fragment).iter().for_each(|event| reader.read(event));
    }
    writer.finish().iter().for_each(|event| reader.read(event));
    let parts = writer.take_parts();
    assert_eq!(reader.parts, parts, "the deltas build other parts");
    assert_eq!(reader.finished, parts, "the finished parts are others");
    parts.iter().for_each(sound);
    parts
}

/// No part, block, item or span is empty, and every row is as wide as the heads.
fn sound(part: &Part) {
    let shown = |spans: &[Span]| {
        assert!(spans.iter().all(|span| !span.as_text().is_empty()), "an empty span in {part:?}");
        assert!(spans.iter().any(|span| !span.as_text().trim().is_empty()), "nothing is shown by {part:?}");
        let melted = spans.windows(2).all(|w| !matches!(w, [Span::Text { .. }, Span::Text { .. }]));
        assert!(melted, "text stands behind text in {part:?}");
    };
    let blocks = |blocks: &[Block]| {
        for block in blocks {
            match block {
                Block::Paragraph { spans } => shown(spans),
                Block::BulletList { items } => {
                    assert!(!items.is_empty());
                    items.iter().for_each(|item| shown(&item.spans));
                }
                Block::Image { .. } => panic!("a picture from text"),
            }
        }
    };
    match part {
        Part::RichText(text) => {
            assert!(!text.blocks.is_empty());
            blocks(&text.blocks);
        }
        Part::Table(table) => {
            assert_eq!(table.alignments.as_ref().map(Vec::len), Some(table.headers.len()));
            for row in &table.rows {
                assert_eq!(row.len(), table.headers.len());
            }
            let cells: Vec<&Cell> = table.headers.iter().chain(table.rows.iter().flatten()).collect();
            assert!(cells.iter().any(|cell| !cell.blocks.is_empty()), "an empty table");
            cells.iter().for_each(|cell| blocks(&cell.blocks));
        }
        other => panic!("{other:?} is not made of text"),
    }
}

/// A short way to write parts down: `<b>`, `<s>`, `<a>` for looks; a line a block, `- ` before items.
fn shown(parts: &[Part]) -> String {
    let spans = |spans: &[Span]| -> String {
        spans
            .iter()
            .map(|span| match span {
                Span::Text { text } => text.clone(),
                Span::Bold { text } => format!("<b>{text}</b>"),
                Span::Strike { text } => format!("<s>{text}</s>"),
                Span::Link { text, url } => format!("<a {url}>{text}</a>"),
            })
            .collect()
    };
    let block = |block: &Block| match block {
        Block::Paragraph { spans: s } => spans(s),
        Block::BulletList { items } => {
            items.iter().map(|i| format!("- {}", spans(&i.spans))).collect::<Vec<_>>().join("\n")
        }
        Block::Image { .. } => "picture".to_owned(),
    };
    let cells = |row: &[Cell]| {
        let cells = row.iter().map(|cell| cell.blocks.iter().map(block).collect::<String>());
        format!("[{}]", cells.collect::<Vec<_>>().join("|"))
    };
    let part = |part: &Part| match part {
        Part::RichText(text) => text.blocks.iter().map(block).collect::<Vec<_>>().join("\n"),
        Part::Table(table) => {
            let rows = std::iter::once(&table.headers).chain(&table.rows);
            rows.map(|row| cells(row)).collect::<Vec<_>>().join("\n")
        }
        other => format!("{other:?}"),
    };
    parts.iter().map(part).collect::<Vec<_>>().join("\n===\n")
}

#[test]
fn markdown_becomes_parts() {
    for (markdown, wanted) in [
        ("", ""),
        (" \n\n \t\n", ""),
        ("One line\nand another.\n\nA second.", "One line and another.\nA second."),
        ("It is **very** warm.", "It is <b>very</b> warm."),
        ("__bold__ and ***both*** and *it* and _it_.", "<b>bold</b> and <b>both</b> and it and it."),
        ("snake_case_name, 2 * 3 * 4, 2*3*4, a ~ b ~ c", "snake_case_name, 2 * 3 * 4, 2*3*4, a ~ b ~ c"),
        ("~~old~~ new", "<s>old</s> new"),
        ("**~~old~~ new**", "<s>old</s><b> new</b>"),
        ("**open and *open", "**open and *open"),
        ("`a * b * c` and ``x ` y``", "a * b * c and x ` y"),
        ("# Title **x** ##\ntext", "<b>Title x</b>\ntext"),
        ("Title\n=====\ntext\n---\nmore", "Title\ntext\nmore"),
        ("- a\n- b\n  more\n\n- c\n\ntext", "- a\n- b more\n- c\ntext"),
        ("* a\n    * b\n\t+ c", "- a\n- b\n- c"),
        ("1. one\n2. two\n\n   still two\n3) three", "- 1. one\n- 2. two still two\n- 3) three"),
        ("It was in\n17. place.", "It was in 17. place."),
        ("-\n- \n*", ""),
        ("* * *\n---\n___", ""),
        ("> quoted\n> **more**\n\nout", "quoted <b>more</b>\nout"),
        ("```rust\nlet a = 1;\n\n  **b**\n```\nafter", "let a = 1;\n\u{a0}\u{a0}**b**\nafter"),
        ("<script>alert(1)</script> <b>x</b>", "<script>alert(1)</script> <b>x</b>"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("- one  \n  two", "- one two"),
        ("5 &lt; 6 &amp;&amp; &#65;&nbsp;&unknown; R&D", "5 < 6 && A &unknown; R&D"),
        ("a&#8203;b&shy;c&ZeroWidthSpace;d&thinsp;e&#x2009;f", "abcd e f"),
        (r"\*no\* \[no\](x) \q", r"*no* [no](x) \q"),
        ("![A red hat](https://x.example/a.png)", "A red hat"),
        ("[a] [b][c] [d](", "[a] [b][c] [d]("),
        ("cr\r\nlf\rcr\r\n\r\nend", "cr lf cr\nend"),
        ("a\u{202e}b\u{200b}c", "abc"),
        ("| a | b |\n|---|:-:|\n| 1 | **2** |\n| 3 |\n\nend", "[a|b]\n[1|<b>2</b>]\n[3|]\n===\nend"),
        ("before\n| a |\n|---|\n| x | cut |\nafter", "before\n===\n[a]\n[x]\n===\nafter"),
        ("| no | table |\n| at | all |", "| no | table | | at | all |"),
        ("| a | b |\n|---|\n| c | d |", "| a | b | |---| | c | d |"),
        ("| |\n|-|\n| |\n| x |", "[]\n[x]"),
        ("- item\n| a |\n|---|\n| b |\n- item", "- item\n===\n[a]\n[b]\n===\n- item"),
        ("a | b\n--- | ---\nc | d", "a | b\nc | d"),
    ] {
        assert_eq!(shown(&written([markdown])), wanted, "{markdown:?}");
        let chars: Vec<String> = markdown.chars().map(String::from).collect();
        assert_eq!(shown(&written(chars.iter().map(String::as_str))), wanted, "{markdown:?}, cut everywhere");
    }
}

/// The words that were said after each fragment.
fn said(fragments: &[&str]) -> Vec<String> {
    let mut writer = writer();
    let words = |event: &TurnEvent| match event {
        TurnEvent::PartDelta(delta) => match &delta.delta {
            Delta::AppendText { text, .. } => text.clone(),
            Delta::AppendSpan { span, .. } => span.as_text().to_owned(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    fragments.iter().map(|fragment| writer.push(fragment).iter().map(words).collect()).collect()
}

#[test]
fn words_are_said_as_soon_as_they_are_certain() {
    assert_eq!(
        said(&["Parcels", " travel", " by", " bike", ".", " Up"]),
        ["Parcels", " travel", " by", " bike", "", ". Up"]
    );
    assert_eq!(said(&["A **bo", "ld** word"]), ["A ", "bold word"]);
    assert_eq!(said(&["# not", "\n\nText"]), ["", "notText"]);
    assert_eq!(said(&["#hash", " tag"]), ["#hash", " tag"]);
}

#[test]
fn a_tool_between_two_texts_ends_the_first() {
    let mut writer = writer();
    let mut reader = Reader::default();
    for event in writer.push("Before **it").into_iter().chain(writer.break_part()) {
        reader.read(&event);
    }
    assert_eq!(shown(&writer.take_parts()), "Before **it");
    for event in writer.push("** after").into_iter().chain(writer.finish()) {
        reader.read(&event);
    }
    assert_eq!(shown(&writer.take_parts()), "** after");
    assert!(writer.break_part().is_empty() && writer.finish().is_empty());
    assert_eq!(reader.parts.len(), 2);
}

/// Pieces from which nasty markdown is made.
const PIECES: [&str; 72] = [
    "word",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "**",
    "**",
    "*",
    "_",
    "__",
    "~~",
    "~",
    "***",
    "`",
    "``",
    "```",
    "```\n",
    "\n~~~\n",
    "[",
    "]",
    "](",
    ")",
    "(",
    "[a](https://x.example/b(c))",
    "![alt](u)",
    "<https://y.example>",
    "https://z.example/a.",
    "http",
    "h",
    "<b>",
    "</b>",
    "<script>",
    "<",
    ">",
    "\n> ",
    "\n- ",
    "\n  * ",
    "\n1. ",
    "\n12) ",
    "\n# ",
    "\n### ",
    "#",
    "\n---\n",
    "\n===\n",
    "\n| a | b |\n|---|---|\n| c | d |\n",
    "| x ",
    "|",
    "\n|",
    "\n|-|\n",
    "|---|:-:|\n",
    "\\",
    "\\|",
    "\\\n",
    "  \n",
    "&amp;",
    "&",
    "&#52;",
    "&nbsp;",
    "😀",
    "👩‍👩‍👧",
    "مرحبا",
    "שלום",
    "\u{202e}",
    "\u{200b}",
    "\t",
    "    ",
    "é",
    "1",
    "mail@x.example",
    "!",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => (0..PIECES.len()).prop_map(|i| PIECES[i].to_owned()),
        2 => "\\PC{0,6}",
        1 => (0..PIECES.len(), 2..600_usize).prop_map(|(i, n)| PIECES[i].repeat(n)),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// `text` cut at places that the numbers choose.
fn cut<'a>(text: &'a str, places: &[usize]) -> Vec<&'a str> {
    let mut at: Vec<usize> = places.iter().map(|place| place % (text.len() + 1)).collect();
    at.retain(|at| text.is_char_boundary(*at));
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_do_not_depend_on_where_the_text_was_cut(
        text in nasty(),
        places in prop::collection::vec(any::<usize>(), 0..60),
    ) {
        prop_assert_eq!(written(cut(&text, &places)), written([text.as_str()]));
    }

    #[test]
    fn parts_are_the_same_character_by_character(text in nasty()) {
        let chars: Vec<String> = text.chars().map(String::from).collect();
        prop_assert_eq!(written(chars.iter().map(String::as_str)), written([text.as_str()]));
    }
}

/// Bounded windows keep the work in proportion: with any of these, reading on from every sign would take hours.
#[test]
fn long_and_nasty_text_is_read_through() {
    for piece in [
        "*a ",
        "**a",
        "[",
        "[a](",
        "`",
        "<a",
        "&a",
        "| a ",
        "\\",
        "a",
        "€1 ",
        "é. ",
        "one hundred ",
        "- [x](<",
        "\n> ",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        let fragments: Vec<&str> =
            text.as_bytes().chunks(997).map(|c| std::str::from_utf8(c).unwrap_or("")).collect();
        written(fragments);
    }
}

//! One kind of thing in a snapshot, passages or products: written once, then only read.
//!
//! The words of every language stand in the same fields, each behind its language's code, so that a document
//! is found by the question as its own language reads it. No text is kept: only ids.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::directory::MmapDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::NoMergePolicy;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{
    DocSet, Index, IndexReader, IndexWriter, InvertedIndexReader, ReloadPolicy, TERMINATED, TantivyDocument,
};

use super::analysis;
use super::memo::Memo;
use super::names::{Names, Written};

/// The least memory the writer accepts, in bytes.
const WRITER_BYTES: usize = 15_000_000;
/// What stands between a language's code and a word.
const MARK: char = ':';

/// What is said about the documents of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Census {
    /// How many there are.
    pub(super) documents: u64,
    /// How many words they have together.
    pub(super) words: u64,
}

/// The documents of each language, by its code.
pub(super) type Languages = BTreeMap<String, Census>;

/// A thing to put on the shelf.
pub(super) struct Item<'a> {
    pub(super) id: &'a str,
    /// The page it belongs to; empty for products.
    pub(super) owner: &'a str,
    pub(super) language: &'a str,
    pub(super) title: &'a str,
    /// Headings, tags: worth more than the text.
    pub(super) head: &'a str,
    pub(super) text: &'a str,
}

struct Fields {
    place: Field,
    all: Field,
    title: Field,
    head: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let counted = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
    let words = TextOptions::default().set_indexing_options(counted);
    let fields = Fields {
        place: schema.add_u64_field("place", FAST),
        all: schema.add_text_field("all", words.clone()),
        title: schema.add_text_field("title", words.clone()),
        head: schema.add_text_field("head", words),
    };
    (schema.build(), fields)
}

/// Writes a shelf into the empty folder `dir`.
pub(super) struct Writer {
    fields: Fields,
    writer: IndexWriter,
    languages: Languages,
    names: Written,
    dir: PathBuf,
}

impl Writer {
    pub(super) fn create(dir: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let index = Index::create_in_dir(dir, schema)?;
        let writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let (languages, names) = (Languages::new(), Written::default());
        Ok(Self { fields, writer, languages, names, dir: dir.to_owned() })
    }

    pub(super) fn add(&mut self, item: &Item<'_>) -> tantivy::Result<()> {
        let title = analysis::analyse(item.title, item.language);
        let head = analysis::analyse(item.head, item.language);
        let mut all = analysis::analyse(item.text, item.language);
        all.extend(title.iter().chain(&head).cloned());
        let census = self.languages.entry(item.language.to_owned()).or_default();
        census.documents += 1;
        census.words += all.len() as u64;
        let mut document = TantivyDocument::default();
        document.add_u64(self.fields.place, self.names.add(item.id, item.owner));
        // A chapter's number is no part of its name.
        let title = title.into_iter().filter(|word| !analysis::is_short_number(word)).collect();
        for (field, words) in [(self.fields.all, all), (self.fields.title, title), (self.fields.head, head)] {
            document.add_pre_tokenized_text(field, tokens(&words, item.language));
        }
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Makes one segment of everything; gives what was counted.
    pub(super) fn finish(mut self) -> tantivy::Result<Languages> {
        self.writer.commit()?;
        let segments = self.writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
            self.writer.garbage_collect_files().wait()?;
        }
        self.writer.wait_merging_threads()?;
        self.names.save(&self.dir)?;
        Ok(self.languages)
    }
}

fn tokens(words: &[String], language: &str) -> PreTokenizedString {
    let token = |(position, word): (usize, &String)| Token {
        position,
        position_length: 1,
        text: marked(word, language),
        ..Token::default()
    };
    PreTokenizedString { text: String::new(), tokens: words.iter().enumerate().map(token).collect() }
}

fn marked(word: &str, language: &str) -> String {
    format!("{language}{MARK}{word}")
}

/// A shelf that is only read.
pub(super) struct Shelf {
    /// Its one segment; `None` when nothing is on it.
    view: Option<View>,
}

/// Documents that have a word, in order.
pub(super) struct Run<'a> {
    /// The documents' numbers.
    pub(super) documents: &'a [u32],
    /// How many times each has it in the text, which has title and head in it.
    pub(super) times: &'a [u32],
    /// How many times in the title; not 0 only where there is one document.
    pub(super) in_title: u32,
    /// How many times in the head; not 0 only where there is one document.
    pub(super) in_head: u32,
}

impl Shelf {
    /// Opens what a [`Writer`] has written.
    pub(super) fn open(dir: &Path) -> tantivy::Result<Self> {
        let directory = MmapDirectory::open(dir)?;
        let names = Names::open(&directory)?;
        let index = Index::open(directory)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let view = (searcher.num_docs() > 0).then(|| View::of(&searcher, names)).transpose()?;
        Ok(Self { view })
    }

    /// What is asked; `None` when nothing is on the shelf.
    pub(super) fn view(&self) -> Option<&View> {
        self.view.as_ref()
    }
}

/// A shelf's segment, ready to be asked.
pub(super) struct View {
    /// How many documents it has, deleted ones included; none ever are.
    documents: usize,
    fields: Fields,
    all: Arc<InvertedIndexReader>,
    title: Arc<InvertedIndexReader>,
    head: Arc<InvertedIndexReader>,
    /// What was found in place of unknown words.
    mended: Memo<Vec<String>>,
    /// What the dictionaries say of stems.
    entries: Memo<Entry>,
    /// Each document's place among the names.
    places: Column<u64>,
    names: Names,
    lengths: FieldNormReader,
    title_lengths: FieldNormReader,
}

impl View {
    fn of(searcher: &tantivy::Searcher, names: Names) -> tantivy::Result<Self> {
        let (_, fields) = schema();
        let segment = searcher.segment_reader(0);
        Ok(Self {
            places: segment.fast_fields().u64("place")?,
            names,
            lengths: segment.get_fieldnorms_reader(fields.all)?,
            title_lengths: segment.get_fieldnorms_reader(fields.title)?,
            all: segment.inverted_index(fields.all)?,
            title: segment.inverted_index(fields.title)?,
            head: segment.inverted_index(fields.head)?,
            mended: Memo::default(),
            entries: Memo::default(),
            fields,
            documents: segment.max_doc() as usize,
        })
    }

    /// How many documents there are; their numbers are below it.
    pub(super) fn documents(&self) -> usize {
        self.documents
    }

    /// The class of lengths that a document is in.
    pub(super) fn length_class(&self, document: u32) -> u8 {
        self.lengths.fieldnorm_id(document)
    }

    /// The number of words of the documents in each class, roughly for long ones.
    pub(super) fn lengths() -> [f32; 256] {
        std::array::from_fn(|class| FieldNormReader::id_to_fieldnorm(class as u8) as f32)
    }

    /// The number of words of a document's title.
    pub(super) fn title_length(&self, document: u32) -> f32 {
        self.title_lengths.fieldnorm(document) as f32
    }

    /// The ids of a document and of its page.
    pub(super) fn ids(&self, document: u32) -> (String, String) {
        self.places.first(document).map(|place| self.names.of(place)).unwrap_or_default()
    }

    /// Gives the documents that have `stem` to `take`, in order.
    pub(super) fn find(
        &self,
        stem: &str,
        language: &str,
        mut take: impl FnMut(Run<'_>),
    ) -> tantivy::Result<()> {
        let entry = self.entry(stem, language)?;
        let Some(info) = &entry.all else { return Ok(()) };
        let mut all = self.all.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let mut title = Times::of(&self.title, entry.title.as_ref())?;
        let mut head = Times::of(&self.head, entry.head.as_ref())?;
        while all.block_len() > 0 {
            let (mut documents, mut times) = (all.docs(), all.freqs());
            while let Some(&first) = documents.first() {
                let (in_title, in_head) = (title.in_document(first), head.in_document(first));
                let alike = match (in_title, in_head) {
                    (0, 0) => plain(documents, title.next.min(head.next)),
                    _ => 1,
                };
                let (run, rest) = (documents.split_at(alike), times.split_at(alike));
                take(Run { documents: run.0, times: rest.0, in_title, in_head });
                (documents, times) = (run.1, rest.1);
            }
            all.advance();
        }
        Ok(())
    }

    /// Gives those of `documents`, which are in order, that have `stem` to `take`, one by one.
    pub(super) fn find_among(
        &self,
        stem: &str,
        language: &str,
        documents: &[u32],
        mut take: impl FnMut(Run<'_>),
    ) -> tantivy::Result<()> {
        let entry = self.entry(stem, language)?;
        let mut all = Times::of(&self.all, entry.all.as_ref())?;
        let mut title = Times::of(&self.title, entry.title.as_ref())?;
        let mut head = Times::of(&self.head, entry.head.as_ref())?;
        for document in documents {
            let times = all.in_document(*document);
            if times > 0 {
                let (in_title, in_head) = (title.in_document(*document), head.in_document(*document));
                let (documents, times) = (std::slice::from_ref(document), std::slice::from_ref(&times));
                take(Run { documents, times, in_title, in_head });
            }
        }
        Ok(())
    }

    /// How many documents have `stem`, and how many times together.
    pub(super) fn count(&self, stem: &str, language: &str) -> tantivy::Result<(u64, u64)> {
        let entry = self.entry(stem, language)?;
        Ok((entry.documents().into(), entry.times))
    }

    /// Whether the title or the head of any document has `stem`.
    pub(super) fn names(&self, stem: &str, language: &str) -> tantivy::Result<bool> {
        let entry = self.entry(stem, language)?;
        Ok(entry.title.is_some() || entry.head.is_some())
    }

    /// Whether any document has `stem`.
    pub(super) fn knows(&self, stem: &str, language: &str) -> tantivy::Result<bool> {
        Ok(self.entry(stem, language)?.all.is_some())
    }

    /// How many documents have `stem`.
    pub(super) fn documents_with(&self, stem: &str, language: &str) -> tantivy::Result<u32> {
        Ok(self.entry(stem, language)?.documents())
    }

    fn entry(&self, stem: &str, language: &str) -> tantivy::Result<Entry> {
        self.entries.get(marked(stem, language), |term| {
            let info = |words: &InvertedIndexReader, field| {
                words.get_term_info(&tantivy::Term::from_field_text(field, term))
            };
            let all = info(&self.all, self.fields.all)?;
            let times = all.as_ref().map_or(Ok(0), |info| self.times(info))?;
            let title = info(&self.title, self.fields.title)?;
            Ok(Entry { all, title, head: info(&self.head, self.fields.head)?, times })
        })
    }

    fn times(&self, info: &TermInfo) -> tantivy::Result<u64> {
        let mut all = self.all.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let mut times = 0;
        while all.block_len() > 0 {
            times += u64::from(all.freqs().iter().sum::<u32>());
            all.advance();
        }
        Ok(times)
    }

    /// What stands for an unknown `word`, as `look` finds it; it looks once for each word.
    pub(super) fn mended<E>(
        &self,
        word: &str,
        language: &str,
        look: impl FnOnce() -> Result<Vec<String>, E>,
    ) -> Result<Vec<String>, E> {
        self.mended.get(marked(word, language), |_| look())
    }

    /// Gives every known stem that begins with `start` to `take`, with how many documents have it.
    pub(super) fn stems(
        &self,
        start: &str,
        language: &str,
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        let from = marked(start, language);
        let mut stream = self.all.terms().range().ge(from.as_bytes()).into_stream()?;
        let skip = language.len() + MARK.len_utf8();
        while stream.advance() {
            match std::str::from_utf8(stream.key()) {
                Ok(term) if term.starts_with(&from) => take(&term[skip..], stream.value().doc_freq),
                _ => break,
            }
        }
        Ok(())
    }
}

/// How many of the documents go before `next`, the next one that has the word elsewhere too.
fn plain(documents: &[u32], next: u32) -> usize {
    match documents.last() {
        Some(last) if *last >= next => documents.partition_point(|document| *document < next),
        _ => documents.len(),
    }
}

/// What the dictionaries say of a stem.
#[derive(Clone)]
struct Entry {
    all: Option<TermInfo>,
    title: Option<TermInfo>,
    head: Option<TermInfo>,
    /// How many times documents have it, together.
    times: u64,
}

impl Entry {
    /// How many documents have it.
    fn documents(&self) -> u32 {
        self.all.as_ref().map_or(0, |info| info.doc_freq)
    }
}

/// How many times documents have a word in one field; asked for in their order.
struct Times {
    postings: Option<SegmentPostings>,
    /// The next document that has it.
    next: u32,
}

impl Times {
    fn of(words: &InvertedIndexReader, info: Option<&TermInfo>) -> tantivy::Result<Self> {
        let read = |info| words.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs);
        let postings = info.map(read).transpose()?;
        let next = postings.as_ref().map_or(TERMINATED, DocSet::doc);
        Ok(Self { postings, next })
    }

    #[inline]
    fn in_document(&mut self, document: u32) -> u32 {
        if document < self.next { 0 } else { self.move_to(document) }
    }

    fn move_to(&mut self, document: u32) -> u32 {
        let Some(postings) = &mut self.postings else { return 0 };
        if postings.doc() < document {
            postings.seek(document);
        }
        let times = if postings.doc() == document { postings.term_freq() } else { 0 };
        self.next = if times > 0 { postings.advance() } else { postings.doc() };
        times
    }
}

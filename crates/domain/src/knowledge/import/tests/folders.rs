//! What a folder holds that is no page, and links in it.

use super::super::Report;
use super::{counts, ground};

/// What was left out below the folder, each as `path: why`.
fn left_out(report: &Report, site: &std::path::Path) -> Vec<String> {
    let folder = format!("{}/", site.display());
    report.skipped.iter().map(|of| format!("{}: {}", of.what, of.why).replace(&folder, "")).collect()
}

#[tokio::test]
async fn documents_of_a_folder_are_named_and_other_files_counted() {
    let ground = ground().await;
    ground.put("a.html", "<p>Words");
    for path in
        ["manual.PDF", "sub/terms.docx", "a.css", "logo.png", "sub/logo.png", "LICENSE", ".hidden.pdf"]
    {
        ground.put(path, "x");
    }
    let report = ground.import_site(None).await.unwrap();
    assert_eq!(counts(&report), [1, 0, 0, 0, 3], "{report:?}");
    let told = left_out(&report, &ground.site());
    assert!(told[0].starts_with("manual.PDF: a .pdf file is not read"), "{told:?}");
    assert!(told[1].starts_with("sub/terms.docx: a .docx file is not read"), "{told:?}");
    assert!(told[2].ends_with("/site: 4 files in it are no pages (.css, .png)"), "{told:?}");
    // What is no page does not hinder what is gone from going.
    ground.put("b.html", "<p>Other words");
    ground.remove("a.html");
    assert_eq!(ground.import_site(None).await.unwrap().removed, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_out_of_the_folder_is_not_followed_but_told() {
    use std::os::unix::fs::symlink;
    let ground = ground().await;
    ground.put("a.html", "<p>Words");
    let beside = ground.folder.path().join("site-beside");
    std::fs::create_dir_all(&beside).unwrap();
    std::fs::write(beside.join("secret.txt"), "Secret words").unwrap();
    symlink(beside.join("secret.txt"), ground.site().join("pw.txt")).unwrap();
    symlink("../site-beside", ground.site().join("folder")).unwrap();
    symlink("..", ground.site().join("up")).unwrap();
    symlink(beside.join("secret.txt"), ground.site().join("picture.png")).unwrap();
    let report = ground.import_site(None).await.unwrap();
    assert_eq!(ground.pages().await, ["a.html: A ()"]);
    let told = left_out(&report, &ground.site());
    assert_eq!(told.len(), 4, "{told:?}");
    for (told, name) in told.iter().zip(["folder", "picture.png", "pw.txt", "up"]) {
        assert!(told.starts_with(&format!("{name}: it is a link that leads out of the folder")), "{told}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_within_the_folder_are_followed_once() {
    use std::os::unix::fs::symlink;
    let ground = ground().await;
    ground.put("sub/b.html", "<p>Words of b");
    ground.put(".kept/c.html", "<p>Words of c");
    ground.put(".kept/deep/d.html", "<p>Words of d");
    for (to, at) in [
        ("sub/b.html", "again.html"),
        ("sub", "also"),
        (".", "loop"),
        ("..", "sub/up"),
        (".kept", "kept"),
        (".kept", "zz"),
        ("..", ".kept/deep/loop"),
        (".kept/c.html", "zzz.html"),
    ] {
        symlink(to, ground.site().join(at)).unwrap();
    }
    // The whole folder may be given by a link.
    let linked = ground.folder.path().join("linked");
    symlink(ground.site(), &linked).unwrap();
    let report = ground.import(linked.to_str().unwrap(), None).await.unwrap();
    assert_eq!(ground.pages().await, ["kept/c.html: C ()", "kept/deep/d.html: D ()", "sub/b.html: B ()"]);
    assert_eq!(counts(&report), [3, 0, 0, 0, 0], "{report:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_nowhere_is_told_and_removes_nothing() {
    let ground = ground().await;
    ground.put("a.html", "<p>Words");
    ground.put("b.html", "<p>Other words");
    ground.import_site(None).await.unwrap();
    ground.remove("b.html");
    std::os::unix::fs::symlink("gone", ground.site().join("b.html")).unwrap();
    let report = ground.import_site(None).await.unwrap();
    assert_eq!(report.removed, 0);
    assert!(report.skipped[0].why.contains("a link that cannot be followed"), "{report:?}");
}

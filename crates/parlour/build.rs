//! Builds the web files that the binary carries: `npm ci` when the lock file changed, then the bundler, into OUT_DIR.
//! See docs/decisions/003-web-files.md.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for source in ["web", "examples/demo-shop", "package-lock.json"] {
        println!("cargo:rerun-if-changed={}", root.join(source).display());
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("web");
    if out.exists() {
        fs::remove_dir_all(&out).expect("the old web files can be removed");
    }
    fs::create_dir_all(&out).expect("OUT_DIR can be written");
    install(&root);
    run(Command::new("node").arg("web/build.mjs").arg("--out").arg(&out).current_dir(&root));
}

/// Installs what the bundler needs, unless the lock file that was installed last is the present one.
fn install(root: &Path) {
    let (lock, installed) = (root.join("package-lock.json"), root.join("node_modules/.parlour-lock.json"));
    let lock = fs::read(lock).expect("package-lock.json is part of the checkout");
    if fs::read(&installed).is_ok_and(|old| old == lock) {
        return;
    }
    run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-fund", "--no-audit"]).current_dir(root));
    fs::write(installed, lock).expect("node_modules can be written");
}

fn run(command: &mut Command) {
    let told = format!("{command:?}");
    match command.output() {
        Ok(done) if done.status.success() => {}
        Ok(done) => panic!(
            "{told} failed:\n{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        ),
        Err(error) => {
            panic!("{told}: {error}. Parlour's web files are built by Node 20 or newer with npm: install it")
        }
    }
}

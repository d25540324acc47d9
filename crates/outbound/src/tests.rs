//! Against real servers on this machine.

use std::future::Future;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::*;

/// Long enough for a busy machine: only the tests about time wait for it.
const PATIENT: Limits = Limits {
    connect: Duration::from_secs(10),
    total: Duration::from_secs(20),
    idle: Duration::from_secs(10),
    body_bytes: 100_000,
};

const IMPATIENT: Limits =
    Limits { total: Duration::from_millis(700), idle: Duration::from_millis(200), ..PATIENT };

fn client(reach: Reach) -> Client {
    Client::new(reach, PATIENT).unwrap()
}

/// A server that hands each connection, after its request's head, to `answer`.
async fn server<F, A>(answer: F) -> Url
where
    F: Fn(String, TcpStream) -> A + Send + Sync + Clone + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|w| w == b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => return,
                    }
                }
                answer(String::from_utf8_lossy(&head).into_owned(), stream).await;
            });
        }
    });
    url
}

/// A server that always answers the same.
async fn fixed(answer: &'static str) -> Url {
    server(move |_, mut stream| async move {
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await
}

#[tokio::test]
async fn an_answer_comes_with_status_headers_and_body() {
    let url = server(|head, mut stream| async move {
        let agent = head.lines().find(|l| l.to_lowercase().starts_with("user-agent")).unwrap_or("none").to_owned();
        let length = agent.len();
        let answer = format!(
            "HTTP/1.1 418 No\r\nContent-Type: Text/HTML; charset=\"iso-8859-1\"\r\ncontent-length: {length}\r\n\r\n{agent}"
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await;
    let answer = client(Reach::Loopback).get(&url).await.unwrap();
    assert_eq!((answer.status, answer.is_success()), (418, false));
    assert_eq!((answer.media_type().as_deref(), answer.charset()), (Some("text/html"), Some("iso-8859-1")));
    assert_eq!(answer.body, format!("user-agent: Parlour/{}", env!("CARGO_PKG_VERSION")).into_bytes());
}

#[tokio::test]
async fn a_body_is_posted_with_its_headers_and_pointers_are_not_followed() {
    let url = server(|head, mut stream| async move {
        let mut body = [0; 5];
        let _ = stream.read_exact(&mut body).await;
        let sent = head.starts_with("POST / ") && head.contains("x-sign: abc") && &body == b"hello";
        let status = if sent { 307 } else { 400 };
        let answer = format!("HTTP/1.1 {status} X\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n");
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await;
    let request = Request::post(url, b"hello".to_vec()).header("x-sign", "abc");
    assert_eq!(format!("{request:?}"), "POST 127.0.0.1");
    let body = client(Reach::Loopback).send(request).await.unwrap();
    assert_eq!((body.status, body.header("location")), (307, Some("/other")));
}

#[tokio::test]
async fn this_machine_is_out_of_reach_unless_allowed() {
    let url = fixed("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").await;
    let port = url.port().unwrap();
    for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "LOCALHOST", "0.0.0.0"] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        let refused = client(Reach::Public).get(&url).await;
        assert!(matches!(refused, Err(Error::Refused { .. })), "{host}: {refused:?}");
    }
    for host in ["127.0.0.1", "localhost"] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        for reach in [Reach::Loopback, Reach::Everywhere] {
            assert_eq!(client(reach).get(&url).await.unwrap().body, b"hi", "{host}");
        }
    }
}

#[tokio::test]
async fn pointers_are_followed_within_the_host_only() {
    let url = server(|head, mut stream| async move {
        let path = head.split(' ').nth(1).unwrap_or("").to_owned();
        let to = match path.as_str() {
            "/start" => Some("/a/b?c"),
            "/a/b?c" => Some("../end"),
            "/circle" => Some("/circle"),
            "/away" => Some("http://localhost:1/"),
            "/inside" => Some("http://169.254.169.254/latest"),
            "/file" => Some("file:///etc/passwd"),
            _ => None,
        };
        let answer = match to {
            Some(to) => format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"),
            None => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{path}", path.len()),
        };
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await;
    let client = client(Reach::Loopback);
    let get = async |path: &str| client.get(&url.join(path).unwrap()).await;
    let answer = get("/start").await.unwrap();
    assert_eq!((answer.url.path(), answer.body.as_slice()), ("/end", &b"/end"[..]));
    assert!(matches!(get("/circle").await, Err(Error::PointsInCircles { limit: 5, .. })));
    for path in ["/away", "/inside", "/file"] {
        assert!(matches!(get(path).await, Err(Error::PointsAway { .. })), "{path}");
    }
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    for head in ["", "content-length: 999999999\r\n"] {
        let url = server(move |_, mut stream| async move {
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes()).await;
            while stream.write_all(&[b'x'; 10_000]).await.is_ok() {}
        })
        .await;
        let answer = client(Reach::Loopback).get(&url).await;
        assert!(matches!(answer, Err(Error::TooLarge { limit_bytes: 100_000, .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn silence_and_dawdling_end_in_time() {
    let silent = server(|_, stream| async move {
        let _held = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let dawdling = server(|_, mut stream| async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(100));
        while stream.write_all(b"H").await.is_ok() {
            ticks.tick().await;
        }
    })
    .await;
    let stalled = server(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx").await;
        std::future::pending::<()>().await;
    })
    .await;
    let dripping = server(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let mut ticks = tokio::time::interval(Duration::from_millis(100));
        while stream.write_all(b"x").await.is_ok() {
            ticks.tick().await;
        }
    })
    .await;
    let client = Client::new(Reach::Loopback, IMPATIENT).unwrap();
    for (name, url) in [("silent", silent), ("stalled", stalled), ("dripping", dripping)] {
        let answer = client.get(&url).await;
        assert!(matches!(answer, Err(Error::TimedOut { .. })), "{name}: {answer:?}");
    }
    // A head that is no HTTP may be noticed before the time is up.
    assert!(client.get(&dawdling).await.is_err());
}

#[tokio::test]
async fn trouble_names_its_kind() {
    let client = client(Reach::Loopback);
    let unbound = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}/", unbound.local_addr().unwrap());
    drop(unbound);
    let get = async |url: &str| client.get(&Url::parse(url).unwrap()).await.unwrap_err();
    assert!(matches!(get(&closed).await, Error::Unreachable { .. }));
    assert!(matches!(get("ftp://a.example/").await, Error::Scheme { .. }));
    assert!(matches!(get("http://no-such-name.invalid/").await, Error::Unresolved { .. }));

    let torn = fixed("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx").await;
    assert!(matches!(get(torn.as_str()).await, Error::Broken { .. }));
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let secure = format!("https://{}/", plain.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nthis is no TLS").await;
        }
    });
    let error = get(&secure).await;
    assert!(matches!(error, Error::Tls { .. } | Error::NoRootCertificates), "{error:?}");
}

#[tokio::test]
async fn an_address_in_an_error_is_a_host_only() {
    let error = client(Reach::Public).get(&Url::parse("http://me:secret@127.0.0.1/?token=x").unwrap()).await;
    let text = error.unwrap_err().to_string();
    assert!(!text.contains("secret") && !text.contains("token"), "{text}");
}

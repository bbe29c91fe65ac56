//! Which requests a proxy sees, and what of them.

use std::net::SocketAddr;

use tinsmith_signer::config::{HttpsClient, ProxyConfig};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::server::{Connection, OK, Server, header};
use crate::tls::Authority;
use crate::{alone, call, client, http2, trusting};

/// This machine by an address that may stand for any, so that nothing here is asked of the network.
const ELSEWHERE: &str = "0.0.0.0";

/// A name that resolves nowhere: whoever gets an answer got it from the proxy.
const NOWHERE: &str = "signer.invalid";

/// A proxy that tunnels to `target`, and answers other requests itself.
async fn proxy(target: Option<SocketAddr>) -> Server {
    proxy_over(None, target).await
}

async fn proxy_over(tls: Option<TlsAcceptor>, target: Option<SocketAddr>) -> Server {
    Server::start(tls, move |mut connection| async move {
        while let Some(head) = connection.request().await {
            match target.filter(|_| head.starts_with("CONNECT ")) {
                Some(target) => return tunnel(connection, target).await,
                None => connection.send(OK).await,
            };
        }
    })
    .await
}

async fn tunnel(mut connection: Connection, target: SocketAddr) {
    connection.send(b"HTTP/1.1 200 \r\n\r\n").await;
    let mut target = TcpStream::connect(target).await.unwrap();
    let _ = copy_bidirectional(&mut connection.wire, &mut target).await;
}

fn heads(server: &Server) -> Vec<String> {
    server.seen().requests
}

#[tokio::test]
async fn a_proxy_of_plain_requests_sees_them_in_full() {
    let proxy = proxy(None).await;
    let config = ProxyConfig::all(&proxy.url("http")).unwrap().with_basic_auth("user", "p:w");
    let client = client(&format!("http://{NOWHERE}:81"), HttpsClient::builder().proxy_config(config));
    call(&client).await.unwrap();
    let [head] = &heads(&proxy)[..] else { panic!("{:?}", proxy.seen()) };
    assert!(head.starts_with(&format!("GET http://{NOWHERE}:81/tags/arn HTTP/1.1\r\n")), "{head}");
    assert_eq!(header(head, "host"), Some(&*format!("{NOWHERE}:81")));
    assert_eq!(header(head, "proxy-authorization"), Some("Basic dXNlcjpwOnc="));
    assert!(header(head, "authorization").is_some());
}

#[tokio::test]
async fn a_proxy_of_requests_in_tls_sees_where_they_go_and_nothing_else() {
    let authority = Authority::new();
    let server = Server::answering(Some(authority.acceptor(&[NOWHERE], &["http/1.1"]))).await;
    let proxy = proxy(Some(server.address)).await;
    let url = proxy.url("http").replace("://", "://user:p%3Aw@");
    for config in [ProxyConfig::https(&url), ProxyConfig::all(&url)] {
        let client = client(&format!("https://{NOWHERE}"), trusting(&authority).proxy_config(config.unwrap()));
        call(&client).await.unwrap();
        call(&client).await.unwrap();
    }
    let seen = heads(&proxy);
    assert_eq!(seen.len(), 2, "calls share a tunnel");
    for head in seen {
        assert!(head.starts_with(&format!("CONNECT {NOWHERE}:443 HTTP/1.1\r\n")), "{head}");
        assert_eq!(header(&head, "proxy-authorization"), Some("Basic dXNlcjpwOnc="));
        assert_eq!(header(&head, "authorization"), None);
    }
    let seen = heads(&server);
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|head| header(head, "proxy-authorization").is_none()), "{seen:?}");
}

/// The proxy itself is asked over TLS; within its tunnel the server may choose HTTP/2.
#[tokio::test]
async fn a_tunnel_takes_whatever_the_server_speaks() {
    let authority = Authority::new();
    let server = Server::start(Some(authority.acceptor(&[NOWHERE], &["h2"])), http2::answer).await;
    let proxy = proxy_over(Some(authority.acceptor(&["127.0.0.1"], &[])), Some(server.address)).await;
    let config = ProxyConfig::https(&proxy.url("https")).unwrap();
    let client = client(&format!("https://{NOWHERE}"), trusting(&authority).proxy_config(config));
    call(&client).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!((heads(&proxy).len(), heads(&server).len(), server.seen().accepted), (1, 2, 1));
}

#[tokio::test]
async fn requests_that_a_proxy_is_not_for_avoid_it() {
    let (proxy, authority) = (proxy(None).await, Authority::new());
    let plain = Server::answering(None).await;
    let encrypted = Server::answering(Some(authority.acceptor(&[ELSEWHERE], &[]))).await;
    let plain_url = format!("http://{ELSEWHERE}:{}", plain.port());
    let encrypted_url = format!("https://{ELSEWHERE}:{}", encrypted.port());
    let all = || ProxyConfig::all(&proxy.url("http")).unwrap();
    let cases = [
        (&plain_url, ProxyConfig::https(&proxy.url("http")).unwrap()),
        (&encrypted_url, ProxyConfig::http(&proxy.url("http")).unwrap()),
        (&plain_url, all().no_proxy(&format!("a.example, {ELSEWHERE}"))),
        (&encrypted_url, all().no_proxy("0.0.0.0/8")),
        (&encrypted_url, ProxyConfig::disabled()),
    ];
    for (url, config) in cases {
        call(&client(url, trusting(&authority).proxy_config(config))).await.unwrap();
    }
    assert_eq!(heads(&proxy), [""; 0]);
    assert_eq!((heads(&plain).len(), heads(&encrypted).len()), (2, 3));
}

/// Where metadata services and local servers are, and with them credentials in the clear.
#[tokio::test]
async fn requests_to_this_machine_never_go_through_a_proxy() {
    let (proxy, server) = (proxy(None).await, Server::answering(None).await);
    let config = ProxyConfig::all(&proxy.url("http")).unwrap();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{}", server.port());
        call(&client(&url, HttpsClient::builder().proxy_config(config.clone()))).await.unwrap();
    }
    assert_eq!((heads(&proxy).len(), heads(&server).len()), (0, 3));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_told_without_its_password() {
    let proxy = Server::start(None, |mut connection| async move {
        connection.request().await;
        connection.send(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await;
    })
    .await;
    let url = proxy.url("http").replace("://", "://user:hush@");
    let transport = HttpsClient::builder().proxy_config(ProxyConfig::all(&url).unwrap());
    assert!(!format!("{transport:?}").contains("hush"));
    let error = call(&client(&format!("https://{NOWHERE}"), transport)).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("could not connect: ") && text.contains("proxy"), "{text}");
    assert!(!format!("{error:?} {error:#?} {text}").contains("hush"), "{error:?}");
}

/// The parent starts the proxy, the child has its address in the environment.
#[test]
fn the_environment_names_the_proxy() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let proxy = runtime.block_on(proxy(None));
    let url = proxy.url("http");
    let variables = [("HTTP_PROXY", url.as_str()), ("NO_PROXY", ELSEWHERE)];
    alone("proxies::the_environment_names_the_proxy", &variables, || runtime.block_on(through_the_environment()));
    let seen = heads(&proxy);
    // The child, which is the same test, has a proxy of its own that nobody uses.
    assert!(seen.len() == 2 || seen.is_empty(), "{seen:?}");
}

async fn through_the_environment() {
    let url = format!("http://{NOWHERE}");
    call(&client(&url, HttpsClient::builder())).await.unwrap();
    call(&client(&url, HttpsClient::builder().proxy_config(ProxyConfig::from_env()))).await.unwrap();
    let server = Server::answering(None).await;
    let elsewhere = format!("http://{ELSEWHERE}:{}", server.port());
    call(&client(&elsewhere, HttpsClient::builder())).await.unwrap();
    let local = server.url("http");
    call(&client(&local, HttpsClient::builder())).await.unwrap();
    assert_eq!(heads(&server).len(), 2);
}

//! A user's own transport: plain HTTP over the standard library, for a local endpoint.

use std::io::{Read, Write};
use std::net::TcpStream;

use tinsmith_signer::config::HttpClient;
use tinsmith_signer::config::http::{
    Body, BoxFuture, HeaderName, HeaderValue, HttpRequest, HttpResponse, StatusCode, TransportError,
};

/// One connection for each request; blocks while it waits.
#[derive(Debug)]
pub struct PlainHttp;

impl HttpClient for PlainHttp {
    fn call(&self, mut request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            // A body may be a stream: this transport is content to read it into memory.
            let body = std::mem::take(request.body_mut()).collect().await.map_err(TransportError::io)?;
            send(&request, &body)
        })
    }
}

fn send(request: &HttpRequest, body: &[u8]) -> Result<HttpResponse, TransportError> {
    let host = request.uri().authority().map(|authority| authority.as_str()).unwrap_or_default();
    let mut stream = TcpStream::connect(host).map_err(TransportError::connect)?;
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut head = format!("{} {target} HTTP/1.1\r\nconnection: close\r\n", request.method());
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).map_err(TransportError::io)?;
    stream.write_all(body).map_err(TransportError::io)?;
    let mut response = String::new();
    stream.read_to_string(&mut response).map_err(TransportError::io)?;
    parse(&response).ok_or_else(|| TransportError::io("the response is not HTTP"))
}

fn parse(response: &str) -> Option<HttpResponse> {
    let (head, body) = response.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status: StatusCode = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut response = HttpResponse::new(Body::from(body.to_owned()));
    *response.status_mut() = status;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            response.headers_mut().insert(name, value);
        }
    }
    Some(response)
}

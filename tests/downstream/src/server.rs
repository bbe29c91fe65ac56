//! A local server that gives its answers in turn.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// A running server.
pub struct Server {
    /// Where it listens.
    pub url: String,
}

/// Starts a server that answers each connection's request with the next status, headers and body.
pub fn start(answers: Vec<(u16, &'static str, &'static str)>) -> std::io::Result<Server> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for (status, headers, body) in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            read_request(&mut stream);
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    Ok(Server { url })
}

/// Reads the head and as much of the body as `content-length` says.
fn read_request(stream: &mut TcpStream) {
    let (mut request, mut chunk) = (Vec::new(), [0; 1024]);
    while let Ok(count) = stream.read(&mut chunk) {
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if count == 0 || body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
            return;
        }
    }
}

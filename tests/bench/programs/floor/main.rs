//! The floor of a user's program: one request over the same HTTP and TLS libraries, without a client of any service.

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("usage: program URL")?;
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "a provider is installed already")?;
    let client = reqwest::Client::builder().build()?;
    let response = client.post(url).body("{}").send().await?;
    println!("{}: {}", response.status(), response.text().await?);
    Ok(())
}

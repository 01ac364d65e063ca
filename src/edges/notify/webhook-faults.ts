/** What is wrong with the address and the secret of the webhook, each as a sentence; empty where nothing is.
 *  The secret itself never stands in a sentence. */
export function webhookFaults(url: string, secret: string): string[] {
  return [...urlFaults(url), ...secretFaults(secret)]
}

function urlFaults(url: string): string[] {
  if (!URL.canParse(url)) return [`the webhook's address "${url}" is no URL: give https://host/path`]
  const { protocol, hostname, username } = new URL(url)
  if (username !== '')
    return ['the webhook’s address carries a user name: the signature is what proves it is us']
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return []
  return [`the webhook's address begins with ${protocol}//: only https is allowed, or http on this machine`]
}

/** Standard Webhooks: 24 to 64 random bytes. */
function secretFaults(secret: string): string[] {
  const how = 'make one with: echo "whsec_$(openssl rand -base64 32)"'
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret))
    return [`the webhook's secret is not "whsec_" followed by base64; ${how}`]
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64').length
  return bytes >= 24 && bytes <= 64
    ? []
    : [`the webhook's secret has ${bytes} bytes, 24 to 64 are allowed; ${how}`]
}

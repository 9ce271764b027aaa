// Who may read health and figures: this machine and its private network, never what a proxy lets through from
// the outside. Without a key to hand out, and right by default.
import { BlockList, isIPv6 } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

const near = new BlockList()
near.addSubnet('127.0.0.0', 8)
near.addSubnet('10.0.0.0', 8)
near.addSubnet('172.16.0.0', 12)
near.addSubnet('192.168.0.0', 16)
near.addAddress('::1', 'ipv6')
near.addSubnet('fc00::', 7, 'ipv6')
near.addSubnet('fe80::', 10, 'ipv6')

/** Does the request come from this machine or its private network, and not through a proxy? */
export function isNearby(context: Context): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => context.req.header(name) !== undefined,
  )
  return !isForwarded && isNearAddress(addressOf(context))
}

/** An IPv4 address may be written as an IPv6 one. Pure. */
export function isNearAddress(address: string | undefined): boolean {
  // Not from a socket at all: a call within the process.
  if (address === undefined) return true
  const plain = address.replace(/^::ffff:/i, '')
  return near.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

function addressOf(context: Context): string | undefined {
  try {
    return getConnInfo(context).remote.address
  } catch {
    return undefined
  }
}

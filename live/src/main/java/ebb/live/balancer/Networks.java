package ebb.live.balancer;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Networks by CIDR, v4 and v6. */
final class Networks {
    static final Networks NONE = new Networks(List.of());

    private final IpSubnetFilterRule[] rules;

    /** @param networks each as {@link #check} wants it */
    Networks(List<String> networks) {
        rules = networks.stream().map(Networks::rule).toArray(IpSubnetFilterRule[]::new);
    }

    /** @throws IllegalArgumentException unless it is an address of IP with the length of a prefix: {@code 10.0.0.0/8} */
    static void check(String network) {
        rule(network);
    }

    private static IpSubnetFilterRule rule(String network) {
        int slash = network.indexOf('/');
        String address = slash < 0 ? network : network.substring(0, slash);
        boolean v4 = NetUtil.isValidIpV4Address(address);
        int most = v4 ? 32 : 128;
        int bits = slash < 0 ? most : length(network.substring(slash + 1));
        if ((!v4 && !NetUtil.isValidIpV6Address(address)) || bits < 0 || bits > most) {
            throw new IllegalArgumentException(network
                    + " is not a network: an address and the length of a prefix, as in 10.0.0.0/8 or 2001:db8::/32");
        }
        return new IpSubnetFilterRule(address, bits, IpFilterRuleType.REJECT);
    }

    private static int length(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    boolean contain(InetAddress address) {
        if (rules.length > 0) {
            InetSocketAddress at = new InetSocketAddress(address, 0);
            for (IpSubnetFilterRule rule : rules) {
                if (rule.matches(at)) {
                    return true;
                }
            }
        }
        return false;
    }

    int size() {
        return rules.length;
    }
}

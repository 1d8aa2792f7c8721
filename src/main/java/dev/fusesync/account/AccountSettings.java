package dev.fusesync.account;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * To which account of Fuse the store belongs.
 *
 * @param adopt the code by which a start with another client id or address has named that
 * account: what is in the store is synced there from now on. Blank for none.
 */
@ConfigurationProperties("fuse.account")
record AccountSettings(@DefaultValue("") String adopt) {

}

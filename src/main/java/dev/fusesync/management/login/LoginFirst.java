package dev.fusesync.management.login;

import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.BeanIds;

/**
 * Orders the login before every other filter of the management port. Hawtio's filter
 * would otherwise respond first, since Spring Boot does not order the login there.
 * Registered in {@code META-INF/spring} for that port only; an annotation would also
 * register it for the webhook's port.
 */
class LoginFirst {

	@Bean
	FilterRegistrationBean<Filter> loginBeforeAllElse(
			@Qualifier(BeanIds.SPRING_SECURITY_FILTER_CHAIN) Filter security) {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(security);
		registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER);
		return registration;
	}

}

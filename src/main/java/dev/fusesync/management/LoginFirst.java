package dev.fusesync.management;

import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.BeanIds;

/**
 * Puts the login before every other filter of the management port. Hawtio's would
 * otherwise answer first, since Spring Boot gives the login no order there. Read from a
 * list in {@code META-INF/spring} for that port alone; an annotation would have it found
 * for the webhook's port too.
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

package dev.fusesync.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Language;

/**
 * The beans of the program for a trial of routes, without taking them away from its
 * Camel: a component is made anew, and a bean that Camel tells its context gets its own
 * back.
 */
final class TrialBeans implements BeanRepository {

	private final CamelContext camel;

	private final List<CamelContextAware> lent = new ArrayList<>();

	TrialBeans(CamelContext camel) {
		this.camel = camel;
	}

	/** Ends the trial for the beans that it used. */
	void giveBack() {
		this.lent.stream()
			.filter((bean) -> bean.getCamelContext() instanceof TrialContext)
			.forEach((bean) -> bean.setCamelContext(this.camel));
	}

	private <T> T lend(T bean, Class<T> type) {
		if (bean instanceof Component) {
			return type.cast(this.camel.getInjector().newInstance(bean.getClass()));
		}
		// The trial makes its own ones.
		if (bean instanceof Language || bean instanceof DataFormat) {
			return null;
		}
		if (bean instanceof CamelContextAware aware) {
			this.lent.add(aware);
		}
		return bean;
	}

	@Override
	public Object lookupByName(String name) {
		return lend(this.camel.getRegistry().lookupByName(name), Object.class);
	}

	@Override
	public <T> T lookupByNameAndType(String name, Class<T> type) {
		return lend(this.camel.getRegistry().lookupByNameAndType(name, type), type);
	}

	@Override
	public <T> Map<String, T> findByTypeWithName(Class<T> type) {
		return this.camel.getRegistry()
			.findByTypeWithName(type)
			.entrySet()
			.stream()
			.filter((bean) -> isLent(bean.getValue()))
			.collect(Collectors.toMap(Map.Entry::getKey, (bean) -> lend(bean.getValue(), type)));
	}

	@Override
	public <T> Set<T> findByType(Class<T> type) {
		Collection<T> beans = this.camel.getRegistry().findByType(type);
		return beans.stream()
			.filter(TrialBeans::isLent)
			.map((bean) -> lend(bean, type))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static boolean isLent(Object bean) {
		return !(bean instanceof Component || bean instanceof Language || bean instanceof DataFormat);
	}

}

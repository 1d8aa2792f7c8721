package dev.fusesync.routes.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelSpringBootRoutesCollector;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.AntPathMatcher;
import org.apache.camel.util.ObjectHelper;

import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Finds the route files as Camel does, and those in linked folders too: Kubernetes mounts
 * each folder of a volume as a link. Camel itself follows links to files only.
 */
@Component
public class RouteFileCollector extends CamelSpringBootRoutesCollector {

	RouteFileCollector(ApplicationContext context) {
		super(context, false);
	}

	@Override
	public Collection<Resource> findRouteResourcesFromDirectory(CamelContext camel, String exclude, String include) {
		return find(camel, exclude, include);
	}

	/**
	 * Finds what a start loads.
	 * @param exclude patterns of files that are left out; null for none
	 * @param include {@code camel.main.routes-include-pattern}
	 */
	public static Collection<Resource> find(CamelContext camel, String exclude, String include) {
		List<Resource> found = new ArrayList<>(
				new DefaultRoutesCollector().findRouteResourcesFromDirectory(camel, exclude, include));
		Set<Path> paths = found.stream()
			.filter((resource) -> RouteFiles.path(resource) != null)
			.map(RouteFiles::path)
			.collect(Collectors.toSet());
		try {
			for (Path file : new RouteFiles(include).loaded()) {
				Resource resource = PluginHelper.getResourceLoader(camel).resolveResource("file:" + file);
				if (!paths.contains(file) && !isExcluded(resource, exclude)) {
					found.add(resource);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private static boolean isExcluded(Resource resource, String exclude) {
		return ObjectHelper.isNotEmpty(exclude)
				&& AntPathMatcher.INSTANCE.anyMatch(exclude.split(","), resource.getLocation());
	}

}

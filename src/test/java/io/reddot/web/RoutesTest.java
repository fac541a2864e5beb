package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of routes names everything that there is, and nothing else. */
class RoutesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.reddot");

  @Test
  void namesEveryResourceServletAndEndpoint() throws Exception {
    Map<String, Set<String>> there = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      if (each.isAnnotatedWith(Path.class)) {
        resource(Class.forName(each.getName()), there);
      } else if (each.isAnnotatedWith(WebServlet.class)) {
        servlet(Class.forName(each.getName()), there);
      } else if (each.isAnnotatedWith(ServerEndpoint.class)) {
        Class<?> endpoint = Class.forName(each.getName());
        add(there, endpoint.getAnnotation(ServerEndpoint.class).value(), "GET");
      }
    }
    Map<String, Set<String>> table = new TreeMap<>();
    for (Route route : Routes.ALL) {
      route.methods().forEach(method -> add(table, route.path(), method));
    }
    assertEquals(there, table);
  }

  @Test
  void knowsTheWebSockets() {
    assertEquals(
        CLASSES.stream()
            .filter(each -> each.isAnnotatedWith(ServerEndpoint.class))
            .map(each -> each.getAnnotationOfType(ServerEndpoint.class).value())
            .collect(Collectors.toSet()),
        Routes.ALL.stream()
            .filter(route -> route.form() == Route.Form.WEBSOCKET)
            .map(Route::path)
            .collect(Collectors.toSet()));
  }

  /** Filters and servlets that are mapped there and not by annotation. */
  @Test
  void knowsWhatWebXmlMaps() throws Exception {
    String xml = Files.readString(java.nio.file.Path.of("webapp/WEB-INF/web.xml"));
    Set<String> mapped = new TreeSet<>();
    var pattern = Pattern.compile("<url-pattern>(.*)</url-pattern>").matcher(xml);
    while (pattern.find()) {
      mapped.add(pattern.group(1));
    }
    assertEquals(Set.of("/*", "/api/websocket", "/error"), mapped);
  }

  private static void add(Map<String, Set<String>> to, String path, String method) {
    to.computeIfAbsent(path, p -> new TreeSet<>()).add(method);
  }

  private static void resource(Class<?> resource, Map<String, Set<String>> there) {
    for (Method method : resource.getDeclaredMethods()) {
      for (Annotation each : method.getAnnotations()) {
        HttpMethod http = each.annotationType().getAnnotation(HttpMethod.class);
        if (http != null) {
          Path below = method.getAnnotation(Path.class);
          String path =
              "/api/"
                  + resource.getAnnotation(Path.class).value()
                  + (below == null ? "" : "/" + below.value());
          for (String one : alternatives(path)) {
            add(there, one, http.value());
          }
        }
      }
    }
  }

  /** The table's way to write a template: <code>{kind:a|b}</code> are two paths. */
  private static List<String> alternatives(String template) {
    var choice = Pattern.compile("\\{\\w+:(\\w+(?:\\|\\w+)+)}").matcher(template);
    if (choice.find()) {
      return Pattern.compile("\\|")
          .splitAsStream(choice.group(1))
          .map(one -> template.replace(choice.group(), one))
          .toList();
    }
    return List.of(template.replaceAll("\\{\\w+: ?\\.\\+}", "{+}").replaceAll("\\{\\w+}", "{}"));
  }

  private static void servlet(Class<?> servlet, Map<String, Set<String>> there) {
    WebServlet mapped = servlet.getAnnotation(WebServlet.class);
    for (String[] paths : List.of(mapped.urlPatterns(), mapped.value())) {
      for (String path : paths) {
        for (Method method : servlet.getDeclaredMethods()) {
          if (HttpServlet.class.isAssignableFrom(servlet)
              && method.getName().matches("do(Get|Post|Put|Delete)")) {
            add(
                there,
                path.replace("/*", "/{+}").replaceFirst("/$", ""),
                method.getName().substring(2).toUpperCase());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/messages | GET, HEAD, POST, DELETE, OPTIONS",
        "/api/messages/ | GET, HEAD, POST, DELETE, OPTIONS",
        "/api/messages/a/b | DELETE, OPTIONS",
        "/api/messages/a/b/receipts | GET, HEAD, OPTIONS",
        "/api/topics/a//b | POST, OPTIONS",
        "/api/sse | GET, OPTIONS",
        "/api/groups/members | GET, HEAD, POST, PUT, DELETE, OPTIONS",
        "/api/groups/members/members | GET, HEAD, POST, OPTIONS",
        "/js/lib/a.js | GET, HEAD, OPTIONS",
        "/dot.jsp | GET, HEAD, OPTIONS",
        "/ | GET, HEAD, OPTIONS",
        "'' | GET, HEAD, OPTIONS",
      })
  void saysWhatIsAllowed(String path, String allow) {
    Route route = Routes.of(path);
    assertNotNull(route);
    assertEquals(allow, route.allow());
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
      assertEquals(List.of(allow.split(", ")).contains(method), route.allows(method), method);
    }
    for (String method : List.of("TRACE", "PATCH", "get", "")) {
      assertFalse(route.allows(method), method);
    }
  }

  @Test
  void isApiAsTheDoorIsMapped() {
    assertTrue(Routes.isApi("/api"));
    assertTrue(Routes.isApi("/api/poll"));
    assertFalse(Routes.isApi("/apis"));
    assertFalse(Routes.isApi("/dot.jsp"));
    assertNull(Routes.of("/api"));
    assertNull(Routes.of("/api/none"));
    assertNull(Routes.of("/api/presence/a/b"));
    assertSame(Routes.PAGE, Routes.of("/nothing"));
  }
}

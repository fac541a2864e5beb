package io.reddot.ops;

import io.reddot.hub.AllNodes;
import io.reddot.hub.Directory;
import io.reddot.hub.Recipients;
import io.reddot.json.JsonData;
import io.reddot.message.Topic;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Counts the users that messages to some topics would be for, and those who are online on any node.
 * The members of a union are enumerated, so it is not counted beyond {@value Directory#MAX_USERS}
 * users. Immutable; the counts are those of the moment of the call.
 */
record Audience(Directory directory, Recipients recipients, AllNodes nodes) {

  /** Returns the counts for each topic and for all of them together. */
  JsonObjectBuilder json(List<Topic> topics) {
    JsonArrayBuilder each = JsonData.array();
    Map<Topic, Set<String>> online = nodes.online(topics);
    for (Topic topic : topics) {
      Set<String> users = online.getOrDefault(topic, Set.of());
      JsonObjectBuilder one =
          JsonData.object().add("topic", topic.name()).add("known", known(topic, users));
      each.add(add(one, members(topic)).add("online", users.size()));
    }
    long all = online.values().stream().flatMap(Set::stream).distinct().count();
    JsonObjectBuilder json = JsonData.object().add("topics", each).add("online", all);
    return add(json, topics.size() == 1 ? members(topics.get(0)) : union(topics));
  }

  private static JsonObjectBuilder add(JsonObjectBuilder to, OptionalLong members) {
    return members.isPresent() ? to.add("members", members.getAsLong()) : to.addNull("members");
  }

  private boolean known(Topic topic, Set<String> online) {
    String user = topic.user();
    if (user != null) {
      return directory.user(user);
    }
    if (topic.name().equals(Topic.EVERYONE) || !online.isEmpty()) {
      return true;
    }
    String group = topic.group();
    return group == null ? directory.topic(topic) : recipients.knowsGroup(group);
  }

  private OptionalLong members(Topic topic) {
    if (topic.user() != null) {
      return OptionalLong.of(1);
    }
    if (topic.name().equals(Topic.EVERYONE)) {
      return directory.size();
    }
    String group = topic.group();
    long members = group == null ? 0 : recipients.members(group);
    return members == 0 ? OptionalLong.empty() : OptionalLong.of(members);
  }

  private OptionalLong union(List<Topic> topics) {
    Set<String> union = new HashSet<>();
    for (Topic topic : topics) {
      Optional<? extends Collection<String>> names = names(topic);
      if (names.isEmpty()) {
        return OptionalLong.empty();
      }
      union.addAll(names.get());
      if (union.size() > Directory.MAX_USERS) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(union.size());
  }

  private Optional<? extends Collection<String>> names(Topic topic) {
    String user = topic.user();
    if (user != null) {
      return Optional.of(List.of(user));
    }
    if (topic.name().equals(Topic.EVERYONE)) {
      return directory.everybody();
    }
    String group = topic.group();
    List<String> members =
        group == null ? List.of() : recipients.members(group, Directory.MAX_USERS + 1);
    return members.isEmpty() ? Optional.empty() : Optional.of(members);
  }
}

/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-gazetteer-private.h"

#include <string.h>

#include "dws-latin.h"

#define CITY_LATIN "Astana"
#define CITY_ORIGINAL "Астана"

/* Where the words of a query were found. */
typedef struct
{
  double matched;      /* sum over words: 1 whole, less for a beginning */
  guint n_matched;
  guint n_missing;     /* neither found nor noise */
  guint n_numbers;     /* not found, but maybe the number of a house */
  const char *number;
} Match;

typedef struct
{
  DwsWords words;
  gboolean optional[32];   /* the city's and zones' names, postcodes: may be there, need not */
} Query;

static void
query_clear (Query *query)
{
  dws_words_clear (&query->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

/**
 * dws_found_free:
 * @found: (transfer full): a result of a search
 */
void
dws_found_free (DwsFound *found)
{
  g_free (found->display);
  g_free (found->display_original);
  g_free (found->kind);
  g_free (found->street);
  g_free (found->number);
  g_free (found->zone);
  g_free (found);
}

static DwsFound *
found_new (const DwdPoint *point,
           const char     *kind,
           const char     *street,
           const char     *number,
           const char     *zone,
           double          importance)
{
  DwsFound *found = g_new0 (DwsFound, 1);

  found->point = *point;
  found->kind = g_strdup (kind);
  found->street = g_strdup (street);
  found->number = g_strdup (number);
  found->zone = g_strdup (zone != NULL ? zone : "");
  found->importance = CLAMP (importance, 0, 1);

  return found;
}

static char *
compose (const char *what,
         const char *zone,
         const char *city)
{
  return zone != NULL ? g_strdup_printf ("%s, %s, %s", what, zone, city)
                      : g_strdup_printf ("%s, %s", what, city);
}

DwsFound *
dws_found_new_house (const DwsAddress *address,
                     double            importance)
{
  DwsFound *found = found_new (&address->point, "house", address->street_latin,
                               address->number, address->zone, importance);
  g_autoptr (GString) number = g_string_new (NULL);
  g_autofree char *what = NULL;

  g_string_append_printf (number, "%s ", address->street_latin);
  dws_append_latin (number, address->number);
  what = g_strdup_printf ("%s, %s", address->street, address->number);
  found->display = compose (number->str, address->zone, CITY_LATIN);
  found->display_original = compose (what, NULL, CITY_ORIGINAL);

  return found;
}

DwsFound *
dws_found_new_street (const char     *original,
                      const char     *latin,
                      const char     *zone,
                      const DwdPoint *point,
                      double          importance)
{
  DwsFound *found = found_new (point, "street", latin, "", zone, importance);

  found->display = compose (latin, zone, CITY_LATIN);
  found->display_original = compose (original, NULL, CITY_ORIGINAL);

  return found;
}

DwsFound *
dws_found_new_place (const DwsPlace *place,
                     const char     *zone,
                     double          importance)
{
  DwsFound *found = found_new (&place->point, place->category, "", "", zone, importance);

  /* The city lies in no zone of its own. */
  if (strcmp (place->category, "city") == 0)
    {
      found->display = g_strdup (place->name_latin);
      found->display_original = g_strdup (place->name);
      return found;
    }

  found->display = compose (place->name_latin, zone, CITY_LATIN);
  found->display_original = compose (place->name, NULL, CITY_ORIGINAL);

  return found;
}

static gboolean
is_optional (DwsCity    *city,
             const char *word)
{
  g_auto (DwsWords) noise = { NULL };

  dws_words_init (&noise);
  dws_words_add (&noise, CITY_LATIN " Нур-Султан Nur-Sultan Казахстан Kazakhstan город г дом д кв");

  for (guint i = 0; i < city->zones->len; i++)
    dws_words_add (&noise, ((DwsZone *) g_ptr_array_index (city->zones, i))->name);

  return dws_words_contain (&noise, word) || (strlen (word) == 6 && g_str_has_prefix (word, "010"));
}

static void
query_init (Query      *query,
            DwsCity    *city,
            const char *text)
{
  *query = (Query) { .optional = { FALSE } };
  dws_words_init (&query->words);
  dws_words_add (&query->words, text);

  /* Nobody types so many words; a pasted letter is not worth the time. */
  if (query->words.words->len > G_N_ELEMENTS (query->optional))
    g_ptr_array_set_size (query->words.words, G_N_ELEMENTS (query->optional));

  for (guint i = 0; i < query->words.words->len; i++)
    query->optional[i] = is_optional (city, g_ptr_array_index (query->words.words, i));
}

/* How well a typed word fits a name's: wholly, as its beginning, or not. */
static double
fit_word (DwsWords   *name,
          const char *word)
{
  gsize length = strlen (word);
  double best = 0;

  for (guint i = 0; i < name->words->len; i++)
    {
      const char *candidate = g_ptr_array_index (name->words, i);

      if (strncmp (candidate, word, length) != 0)
        continue;

      if (candidate[length] == '\0')
        return 1;

      if (length >= 2 && !dws_word_is_number (word))
        best = MAX (best, 0.6 + 0.3 * length / strlen (candidate));
    }

  return best;
}

static void
match_words (Query    *query,
             DwsWords *name,
             Match    *match)
{
  *match = (Match) { .matched = 0 };

  for (guint i = 0; i < query->words.words->len; i++)
    {
      const char *word = g_ptr_array_index (query->words.words, i);
      double fit = fit_word (name, word);

      if (fit > 0)
        {
          match->matched += fit;
          match->n_matched++;
        }
      else if (query->optional[i])
        {
          continue;
        }
      else if (dws_word_is_number (word))
        {
          match->number = word;
          match->n_numbers++;
        }
      else
        {
          match->n_missing++;
        }
    }
}

static double
score_street (Query           *query,
              const DwsStreet *street,
              const Match     *match)
{
  double quality = match->matched / match->n_matched;
  double coverage = MIN ((double) match->n_matched / street->n_words, 1);
  double kind = 0;

  if (query->words.generic != NULL && street->words.generic != NULL)
    kind = strcmp (query->words.generic, street->words.generic) == 0 ? 0.06 : -0.10;

  return 0.40 * quality + 0.20 * coverage + 0.08 * street->weight + kind;
}

/* The houses of a street that a number fits, the very one before those it only begins. */
static void
append_houses (DwsCity         *city,
               const DwsStreet *street,
               const char      *number,
               double           score,
               GPtrArray       *found)
{
  gsize length = strlen (number);
  guint n_exact = 0;

  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < street->addresses->len; i++)
      {
        guint index = g_array_index (street->addresses, guint, i);
        const char *candidate = city->gazetteer->numbers[index];
        gboolean is_exact = strcmp (candidate, number) == 0;
        gboolean begins = g_str_has_prefix (candidate, number) &&
                          !g_ascii_isdigit (candidate[length]);
        double bonus;

        if (pass == 0 ? !is_exact : is_exact || !begins)
          continue;

        n_exact += is_exact;
        bonus = is_exact ? 0.26 : n_exact > 0 ? 0.02 : 0.14;
        g_ptr_array_add (found,
                         dws_found_new_house (&g_array_index (city->addresses, DwsAddress, index),
                                              score + bonus));
      }
}

static void
search_streets (DwsCity   *city,
                Query     *query,
                GPtrArray *found)
{
  for (guint i = 0; i < city->gazetteer->streets->len; i++)
    {
      DwsStreet *street = &g_array_index (city->gazetteer->streets, DwsStreet, i);
      Match match;
      double score;

      match_words (query, &street->words, &match);

      if (match.n_matched == 0 || match.n_missing > 0 || match.n_numbers > 1)
        continue;

      score = score_street (query, street, &match);

      if (match.number != NULL)
        append_houses (city, street, match.number, score, found);

      g_ptr_array_add (found,
                       dws_found_new_street (street->original, street->latin, street->zone,
                                             &street->point,
                                             score - (match.number != NULL ? 0.2 : 0)));
    }
}

/* What people mean first when two things have one name. */
static double
weigh_place (const DwsPlace *place)
{
  static const char *const settlements[] = { "city", "village", "suburb", "neighbourhood", NULL };
  static const char *const landmarks[] = { "attraction", "culture", "transport", "hospital", "park",
                                           NULL };

  if (g_strv_contains (settlements, place->category))
    return 0.25;

  return g_strv_contains (landmarks, place->category) ? 0.13 : 0.02;
}

static void
search_places (DwsCity   *city,
               Query     *query,
               GPtrArray *found)
{
  for (guint i = 0; i < city->places->len; i++)
    {
      const DwsPlace *place = &g_array_index (city->places, DwsPlace, i);
      DwsWords *words = &g_array_index (city->gazetteer->place_words, DwsWords, i);
      Match match;
      double score;

      match_words (query, words, &match);

      if (match.n_matched == 0 || match.n_missing > 0 || match.n_numbers > 0)
        continue;

      score = 0.40 * match.matched / match.n_matched +
              0.20 * MIN (match.n_matched / MAX (words->words->len - 1.0, 1.0), 1) +
              weigh_place (place);
      g_ptr_array_add (found,
                       dws_found_new_place (place, dws_city_zone_at (city, &place->point), score));
    }
}

static int
compare_found (gconstpointer a,
               gconstpointer b)
{
  const DwsFound *first = *(const DwsFound *const *) a;
  const DwsFound *second = *(const DwsFound *const *) b;
  int order;

  if (first->importance != second->importance)
    return first->importance > second->importance ? -1 : 1;

  order = strcmp (first->display, second->display);

  if (order != 0)
    return order;

  return (first->point.latitude > second->point.latitude) -
         (first->point.latitude < second->point.latitude);
}

/**
 * dws_city_search:
 * @self: the city
 * @query: what someone typed: a street, a house, a place, in Cyrillic or Latin script, in any order
 * @limit: how many results are wanted at most
 *
 * Every word of @query must be a word, or the beginning of one, of what is found; case, diacritics
 * and ways of transliteration do not matter, nor do the names of the city and its zones.
 *
 * Returns: (transfer full) (element-type DwsFound): what was found, best first
 */
GPtrArray *
dws_city_search (DwsCity    *self,
                 const char *query,
                 guint       limit)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) dws_found_free);
  g_auto (Query) parsed = { .optional = { FALSE } };

  g_return_val_if_fail (DWS_IS_CITY (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  query_init (&parsed, self, query);
  search_streets (self, &parsed, found);
  search_places (self, &parsed, found);
  g_ptr_array_sort (found, compare_found);

  if (found->len > limit)
    g_ptr_array_set_size (found, (int) limit);

  return g_steal_pointer (&found);
}

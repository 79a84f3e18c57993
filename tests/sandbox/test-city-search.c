/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "city/dws-city.h"


/* ---- names ---- */

static const struct
{
  const char *original;
  const char *latin;
} names[] = {
  /* Russian streets, the kind before or behind the name */
  { "улица Достык", "Dostyk Street" },
  { "проспект Республики", "Respublika Avenue" },
  { "Кургальжинское шоссе", "Kurgalzhin Highway" },
  { "шоссе Алаш", "Alash Highway" },
  { "Карагандинская улица", "Karagandinskaya Street" },
  { "Мирный переулок", "Mirny Lane" },
  { "бульвар Нуржол", "Nurzhol Boulevard" },
  { "тупик Льва Толстого", "Lev Tolstoy Close" },
  { "Акпан тупик", "Akpan Close" },
  { "пр-т. Мангилик Ел.", "Mangilik El. Avenue" },
  { "мост \"Тулпар\"", "Tulpar Bridge" },
  { "Набережная улица", "Embankment Street" },
  { "микрорайон Караоткель-2", "Karaotkel-2 Microdistrict" },
  /* persons, in the nominative */
  { "улица Мухтара Ауэзова", "Mukhtar Auezov Street" },
  { "улица Алии Молдагуловой", "Aliya Moldagulova Street" },
  { "улица Куляш Байсеитовой", "Kulyash Bayseitova Street" },
  { "улица Владимира Маяковского", "Vladimir Mayakovsky Street" },
  { "улица Юрия Гагарина", "Yury Gagarin Street" },
  { "улица Кошке Кеменгерулы", "Koshke Kemengeruly Street" },
  { "проспект Бауыржана Момышулы", "Bauyrzhan Momyshuly Avenue" },
  { "проспект Кабанбай Батыра", "Kabanbay Batyr Avenue" },
  { "улица Пушкина", "Pushkin Street" },
  { "проспект Абая", "Abay Avenue" },
  { "улица Николая Гоголя", "Nikolay Gogol Street" },
  { "улица Адольфа Янушкевича", "Adolf Yanushkevich Street" },
  { "переулок Степана Разина №1", "Stepan Razin No. 1 Lane" },
  { "улица Мустафа Шокай", "Mustafa Shokay Street" },
  /* numbers */
  { "1-я Алмаатинская улица", "1st Almaatinskaya Street" },
  { "2-й Алмаатинский переулок", "2nd Almaatinsky Lane" },
  { "73 улица", "73rd Street" },
  { "улица 187", "Street 187" },
  { "улица Е 32", "Street E 32" },
  { "улица 8 Марта", "8 March Street" },
  { "улица 150 лет Абая", "150 Years of Abay Street" },
  /* Kazakh */
  { "Достық көшесі", "Dostyq Street" },
  { "Қараөткел көпірі", "Qaraotkel Bridge" },
  { "Ғашықтар саябағы", "Gashyqtar Park" },
  { "улица газеты «Егемен Қазақстан»", "Gazety Egemen Qazaqstan Street" },
  /* words typed with a few Latin keys, and words in Latin script */
  { "проспект Шaкaрим Кудайбердыулы", "Shakarim Kudayberdyuly Avenue" },
  { "улица Уcтирт", "Ustirt Street" },
  { "Cбербанк", "Sberbank" },
  { "Ерлер салоны TOPGUN", "Erler Salony TOPGUN" },
  { "BI village", "BI village" },
  /* capitals and places */
  { "СМУ-1 микрорайон", "SMU-1 Microdistrict" },
  { "ЖК \"Саранда\"", "Saranda Residence" },
  { "Хан Шатыр", "Khan Shatyr" },
  { "Парк Астана", "Astana Park" },
  { "Школа №5", "School No. 5" },
  { "ЩИТ Щит", "SHCHIT Shchit" },
  /* nothing much */
  { "", "" },
  { "   ", "" },
  { "улица", "Street" },
  { "101 - 102", "101 - 102" },
};

static void
test_romanise (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *latin = dws_romanise (names[i].original);

      g_assert_cmpstr (latin, ==, names[i].latin);
    }

  {
    g_autofree char *nothing = dws_romanise (NULL);

    g_assert_cmpstr (nothing, ==, "");
  }
}

typedef struct
{
  DwsCity *city;
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  g_autoptr (GError) error = NULL;

  fixture->city = dws_city_load (dir, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_finalize_object (fixture->city);
}

/* No label of the map is left in a script that its readers may not know. */
static void
test_all_latin (Fixture      *fixture,
                gconstpointer data)
{
  gsize n_addresses = 0;
  gsize n_places = 0;
  const DwsAddress *addresses = dws_city_get_addresses (fixture->city, &n_addresses);
  const DwsPlace *places = dws_city_get_places (fixture->city, &n_places);

  for (gsize i = 0; i < n_addresses; i++)
    g_assert_false (g_regex_match_simple ("\\p{Cyrillic}", addresses[i].street_latin, 0, 0));

  for (gsize i = 0; i < n_places; i++)
    g_assert_false (g_regex_match_simple ("\\p{Cyrillic}", places[i].name_latin, 0, 0));
}

/* ---- search ---- */

static const struct
{
  const char *query;
  const char *display;   /* of the first result; NULL: none at all */
  const char *kind;
} searches[] = {
  /* a house, in either script and any order */
  { "Dostyk 5/1", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "достык 5/1", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "Достық 5/1", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "5/1 Dostyk", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "улица Достык, 5/1", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "DOSTYK STREET 5/1", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "Dostyk Street 5/1, Left Bank, Astana", "Dostyk Street 5/1, Left Bank, Astana", "house" },
  { "1-я Алмаатинская 7Б", "1st Almaatinskaya Street 7b, Right Bank West, Astana", "house" },
  { "7b 1st almaatinskaya", "1st Almaatinskaya Street 7b, Right Bank West, Astana", "house" },
  { "Mukhtar Auezov 20", "Mukhtar Auezov Street 20, Right Bank West, Astana", "house" },
  { "Ауэзова 20", "Mukhtar Auezov Street 20, Right Bank West, Astana", "house" },
  /* a street: beginnings, transliterations, kinds */
  { "Respublika", "Respublika Avenue, Right Bank East, Astana", "street" },
  { "Республики", "Respublika Avenue, Right Bank East, Astana", "street" },
  { "kabanb", "Kabanbay Batyr Avenue, Left Bank, Astana", "street" },
  { "Qabanbai batyr", "Kabanbay Batyr Avenue, Left Bank, Astana", "street" },
  { "Сығанақ", "Syganak Street, Left Bank, Astana", "street" },
  { "жеңіс даңғылы", "Zhenis Avenue, Right Bank West, Astana", "street" },
  { "abay lane", "Abay Lane, Right Bank West, Astana", "street" },
  { "abay avenue", "Abay Avenue, Right Bank East, Astana", "street" },
  { "78 улица", "78th Street, Left Bank, Astana", "street" },
  { "Кургальжинское", "Kurgalzhin Highway, Left Bank, Astana", "street" },
  /* a place */
  { "Khan Shatyr", "Khan Shatyr, Left Bank, Astana", "mall" },
  { "шатыр хан", "Khan Shatyr, Left Bank, Astana", "mall" },
  { "bayterek", "Bayterek, Left Bank, Astana", "attraction" },
  { "Astana", "Astana", "city" },
  { "астана опера", "Astana Opera, Left Bank, Astana", "culture" },
  /* nothing */
  { "xyzzy", NULL, NULL },
  { "Dostyk xyzzy", NULL, NULL },
  { "", NULL, NULL },
  { " ,;- ", NULL, NULL },
  { "\xff\xfe", NULL, NULL },
};

static void
test_search (Fixture      *fixture,
             gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GPtrArray) found = dws_city_search (fixture->city, searches[i].query, 5);
      const DwsFound *first = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
      g_autofree char *shown = g_utf8_make_valid (searches[i].query, -1);

      g_test_message ("%s", shown);

      if (searches[i].display == NULL)
        {
          g_assert_cmpuint (found->len, ==, 0);
          continue;
        }

      g_assert_nonnull (first);
      g_assert_cmpstr (first->display, ==, searches[i].display);
      g_assert_cmpstr (first->kind, ==, searches[i].kind);
    }
}

static void
test_search_order (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GPtrArray) many = dws_city_search (fixture->city, "a", 1000);
  g_autoptr (GPtrArray) pharmacies = dws_city_search (fixture->city, "pharmacy", 200);
  g_autoptr (GPtrArray) few = dws_city_search (fixture->city, "pharmacy", 3);
  g_autoptr (GPtrArray) none = dws_city_search (fixture->city, "pharmacy", 0);
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 5000; i++)
    g_string_append (text, "dostyk улица 5/1 ");

  for (guint i = 1; i < pharmacies->len; i++)
    {
      const DwsFound *better = g_ptr_array_index (pharmacies, i - 1);
      const DwsFound *found = g_ptr_array_index (pharmacies, i);

      g_assert_cmpfloat (better->importance, >=, found->importance);
      g_assert_cmpfloat (found->importance, <=, 1);
      g_assert_cmpfloat (found->importance, >=, 0);
    }

  g_assert_cmpuint (pharmacies->len, >=, 81);
  g_assert_cmpuint (few->len, ==, 3);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (many->len, <=, 1000);

  /* Neither a long word nor many words take long or fail. */
  g_ptr_array_unref (dws_city_search (fixture->city, endless, 5));
  g_ptr_array_unref (dws_city_search (fixture->city, text->str, 5));
}

static void
test_search_fields (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (GPtrArray) found = dws_city_search (fixture->city, "Достык 5/1", 5);
  const DwsFound *first = g_ptr_array_index (found, 0);

  g_assert_cmpstr (first->display_original, ==, "улица Достык, 5/1, Астана");
  g_assert_cmpstr (first->street, ==, "Dostyk Street");
  g_assert_cmpstr (first->number, ==, "5/1");
  g_assert_cmpstr (first->zone, ==, "Left Bank");
}

/* Each address is found again by what its own label says, in both scripts, at its own place. */
static void
test_search_all (Fixture      *fixture,
                 gconstpointer data)
{
  gsize n_addresses = 0;
  const DwsAddress *addresses = dws_city_get_addresses (fixture->city, &n_addresses);
  guint n_missed = 0;
  guint n = 0;

  for (gsize i = 0; i < n_addresses; i += 37)
    for (int script = 0; script < 2; script++, n++)
      {
        g_autofree char *query = g_strdup_printf ("%s %s",
                                                  script ? addresses[i].street_latin :
                                                  addresses[i].street,
                                                  addresses[i].number);
        g_autoptr (GPtrArray) found = dws_city_search (fixture->city, query, 8);
        gboolean hit = FALSE;

        for (guint k = 0; k < found->len; k++)
          hit |= dwd_point_distance (&((DwsFound *) g_ptr_array_index (found, k))->point,
                                     &addresses[i].point) < 1;

        if (!hit)
          g_test_message ("missed: %s", query);

        n_missed += !hit;
      }

  g_assert_cmpuint (n_missed * 200, <=, n);
}

/* ---- reverse ---- */

static void
test_reverse_houses (Fixture      *fixture,
                     gconstpointer data)
{
  gsize n_addresses = 0;
  const DwsAddress *addresses = dws_city_get_addresses (fixture->city, &n_addresses);

  for (gsize i = 0; i < n_addresses; i += 11)
    {
      g_autoptr (DwsFound) found = dws_city_reverse (fixture->city, &addresses[i].point);

      g_assert_nonnull (found);
      g_assert_cmpstr (found->kind, ==, "house");
      g_assert_cmpfloat (dwd_point_distance (&found->point, &addresses[i].point), <, 0.5);
      g_assert_cmpstr (found->zone, ==, addresses[i].zone);
    }
}

static const struct
{
  DwdPoint point;
  const char *kind;      /* NULL: nothing */
  const char *display;
} reverses[] = {
  /* in the middle of an avenue without houses */
  { { 51.13171, 71.40758 }, "street", "Turan Avenue, Left Bank, Astana" },
  { { 51.13199, 71.36489 }, "street", "Orynbor Street, Left Bank, Astana" },
  /* nowhere near */
  { { 51.5, 72.0 }, NULL, NULL },
  { { 0, 0 }, NULL, NULL },
};

static void
test_reverse (Fixture      *fixture,
              gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reverses); i++)
    {
      g_autoptr (DwsFound) found = dws_city_reverse (fixture->city, &reverses[i].point);

      g_assert_cmpstr (found != NULL ? found->kind : NULL, ==, reverses[i].kind);
      g_assert_cmpstr (found != NULL ? found->display : NULL, ==, reverses[i].display);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *,
                  gconstpointer);
  } tests[] = {
    { "/city/names/all-latin", test_all_latin },
    { "/city/search/table", test_search },
    { "/city/search/order", test_search_order },
    { "/city/search/fields", test_search_fields },
    { "/city/search/all", test_search_all },
    { "/city/reverse/houses", test_reverse_houses },
    { "/city/reverse/table", test_reverse },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/city/names/romanise", test_romanise);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);

  return g_test_run ();
}
